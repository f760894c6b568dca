import { Button } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { useEffect, useEffectEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Key } from "../../../../src/contract/keys.ts";
import { api, parseResponse, troubleOf } from "../../api/client.ts";
import { useVerb } from "../../api/use-verb.ts";
import { SidePanel } from "../../components/side-panel.tsx";
import { submitOnCtrlEnter } from "../../components/submit-on-ctrl-enter.ts";
import { useLeaveGuard } from "../../components/use-leave-guard.ts";
import { KeyFields } from "./key-fields.tsx";
import { newKeyValues, toKeyInput, type KeyFormValues } from "./key-form-values.ts";
import { KeyMade } from "./key-made.tsx";
import { keysKey } from "./keys-queries.ts";
import classes from "./keys.module.css";
import { Trouble } from "./trouble.tsx";
import { useKeyForm } from "./use-key-form.ts";

const route = getRouteApi("/keys/new");

/** Makes a key, and shows it in the one moment that it can be shown. */
export function NewKeyPanel() {
  const { t } = useTranslation();
  const navigate = route.useNavigate();
  const [made, setMade] = useState<{ key: Key; secret: string }>();
  const [saved, setSaved] = useState<"then list" | "then key">();
  useLeaveGuard(made !== undefined && saved === undefined, t("confirm.leaveSecret"));
  const close = () => void navigate({ to: "/keys", search: (old) => old, resetScroll: false });
  const leave = useEffectEvent(() => {
    if (saved === "then list" || made === undefined) close();
    else void navigate({ to: "/keys/$keyId", params: { keyId: made.key.id }, search: (old) => old });
  });
  // After the guard has heard that nothing is left to lose.
  useEffect(() => {
    if (saved !== undefined) leave();
  }, [saved]);
  const title = made === undefined ? t("keys.form.title") : t("keys.made.title");
  return (
    <SidePanel title={title} label={title} onClose={close}>
      {made === undefined ? (
        <NewKeyForm onMade={setMade} />
      ) : (
        <>
          <KeyMade of={made.key} secret={made.secret} />
          <div className={classes.actions}>
            <Button onClick={() => setSaved("then list")}>{t("actions.haveSaved")}</Button>
            <Button variant="default" onClick={() => setSaved("then key")}>
              {t("keys.made.open")}
            </Button>
          </div>
        </>
      )}
    </SidePanel>
  );
}

function NewKeyForm({ onMade }: { onMade: (made: { key: Key; secret: string }) => void }) {
  const { t } = useTranslation();
  const form = useKeyForm(newKeyValues);
  const create = useVerb({
    run: (values: KeyFormValues) => parseResponse(api.keys.$post({ json: toKeyInput(values, Date.now()) })),
    changes: [keysKey],
    quiet: true,
    onDone: onMade,
  });
  const isTaken = create.isError && troubleOf(create.error).status === 409;
  useLeaveGuard(form.isDirty() && !create.isSuccess);
  return (
    <form
      className={classes.form}
      noValidate
      onKeyDown={submitOnCtrlEnter}
      onSubmit={form.onSubmit((values) =>
        create.mutate(values, {
          onError: (error) => {
            if (troubleOf(error).status === 409) form.setFieldError("name", t("keys.problem.nameTaken"));
          },
        }),
      )}
    >
      <KeyFields form={form} />
      {create.isError && !isTaken && <Trouble error={create.error} />}
      <div className={classes.actions}>
        <Button type="submit" loading={create.isPending}>
          {t("keys.form.submit")}
        </Button>
      </div>
    </form>
  );
}
