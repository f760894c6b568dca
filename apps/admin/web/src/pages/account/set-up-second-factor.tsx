import { Anchor, Skeleton, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, parseResponse } from "../../api/client.ts";
import { useVerb } from "../../api/use-verb.ts";
import { notify } from "../../app/notify.ts";
import { Copy } from "../../components/copy.tsx";
import { DialogForm } from "../../components/dialog-form.tsx";
import type { SecretFormProps } from "../../components/secret-dialog.tsx";
import { ownSessionsQuery, peopleQuery } from "../people/people-queries.ts";
import classes from "./account.module.css";
import { CurrentPassword } from "./current-password.tsx";
import { secondFactorQuery } from "./second-factor-query.ts";
import { useShownCodes } from "./use-shown-codes.ts";

const QrCode = lazy(async () => ({ default: (await import("../../components/qr-code.tsx")).QrCode }));

interface Begun {
  readonly uri: string;
  readonly secret: string;
  readonly backupCodes: readonly string[];
}

/** The password, then the app's first code; after that the backup codes are shown. */
export function SetUpSecondFactor({ onMade, onClose }: SecretFormProps) {
  const [begun, setBegun] = useState<Begun>();
  return begun === undefined ? (
    <Begin onBegun={setBegun} onClose={onClose} />
  ) : (
    <Confirm begun={begun} onMade={onMade} onClose={onClose} />
  );
}

function Begin({ onBegun, onClose }: { onBegun: (begun: Begun) => void; onClose: () => void }) {
  const { t } = useTranslation();
  const form = useForm({
    initialValues: { password: "" },
    validate: { password: (password) => (password === "" ? t("account.missing") : null) },
  });
  const begin = useVerb({
    run: (json: { password: string }) => parseResponse(api.me["second-factor"].$post({ json })),
    changes: [secondFactorQuery().queryKey],
    quiet: true,
    onDone: onBegun,
  });
  return (
    <DialogForm
      lead={t("account.second.passwordLead")}
      action={t("account.second.continue")}
      error={begin.error}
      busy={begin.isPending}
      onSubmit={form.onSubmit((values) => begin.mutate(values))}
      onClose={onClose}
    >
      <CurrentPassword data-autofocus {...form.getInputProps("password")} />
    </DialogForm>
  );
}

function Confirm({ begun: { uri, secret, backupCodes }, onMade, onClose }: SecretFormProps & { begun: Begun }) {
  const { t } = useTranslation();
  const show = useShownCodes();
  const form = useForm({
    initialValues: { code: "" },
    validate: { code: (code) => (/^\d{6}$/.test(code.replace(/\s/g, "")) ? null : t("account.second.badCode")) },
  });
  const confirm = useVerb({
    run: (json: { code: string }) => parseResponse(api.me["second-factor"].confirm.$post({ json })),
    changes: [secondFactorQuery().queryKey, ownSessionsQuery().queryKey, peopleQuery().queryKey],
    quiet: true,
    onDone: () => {
      onMade(show(backupCodes));
      void notify({ message: t("account.second.switchedOn"), meaning: "done" });
    },
  });
  return (
    <DialogForm
      lead={t("account.second.scanLead")}
      action={t("account.second.switchOn")}
      error={confirm.error}
      busy={confirm.isPending}
      onSubmit={form.onSubmit((values) => confirm.mutate(values))}
      onClose={onClose}
    >
      <Suspense fallback={<Skeleton height={228} width={228} mx="auto" />}>
        <QrCode text={uri} label={t("account.second.qrCode")} />
      </Suspense>
      <Anchor href={uri} hiddenFrom="sm" ta="center">
        {t("account.second.openApp")}
      </Anchor>
      <div>
        <div className={classes.dim}>{t("account.second.secret")}</div>
        <div className={classes.secret}>
          <code>{secret.match(/.{1,4}/g)?.join(" ")}</code>
          <Copy text={secret} label={t("account.second.secret")} />
        </div>
      </div>
      <TextInput
        label={t("account.second.code")}
        inputMode="numeric"
        autoComplete="one-time-code"
        maxLength={16}
        autoFocus
        {...form.getInputProps("code")}
      />
    </DialogForm>
  );
}
