import { Button } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useTranslation } from "react-i18next";
import { SecretField } from "../../components/secret-field.tsx";
import { api, parseResponse, troubleOf } from "../../api/client.ts";
import { useVerb } from "../../api/use-verb.ts";
import { notify } from "../../app/notify.ts";
import { useLeaveGuard } from "../../components/use-leave-guard.ts";
import { submitOnCtrlEnter } from "../../components/submit-on-ctrl-enter.ts";
import { ownSessionsQuery } from "../people/people-queries.ts";
import classes from "./account.module.css";
import { CurrentPassword } from "./current-password.tsx";

const lengthMin = 12;

export function PasswordForm({ email }: { email: string | undefined }) {
  const { t } = useTranslation();
  const form = useForm({
    initialValues: { current: "", next: "" },
    validate: {
      current: (current) => (current === "" ? t("account.missing") : null),
      next: (next) => (next.length < lengthMin ? t("account.tooShort") : null),
    },
  });
  const change = useVerb({
    run: (json: { current: string; next: string }) => parseResponse(api.auth.password.$post({ json })),
    changes: [ownSessionsQuery().queryKey],
    quiet: true,
    onDone: () => {
      form.reset();
      void notify({ message: t("account.passwordChanged"), meaning: "done" });
    },
  });
  useLeaveGuard(form.isDirty());
  return (
    <form
      className={`${classes.part} ${classes.wide}`}
      onSubmit={form.onSubmit((values) => change.mutate(values))}
      onKeyDown={submitOnCtrlEnter}
    >
      {/* For the browser's password manager. */}
      <input type="text" name="email" autoComplete="username" value={email ?? ""} readOnly hidden />
      <CurrentPassword className={classes.wide} {...form.getInputProps("current")} />
      <SecretField
        className={classes.wide}
        label={t("account.next")}
        description={`${t("account.nextHelp")} ${t("account.changeHelp")}`}
        inputWrapperOrder={["label", "input", "error", "description"]}
        autoComplete="new-password"
        maxLength={128}
        {...form.getInputProps("next")}
      />
      {change.isError && <div role="alert">{troubleOf(change.error).message ?? t("failed.network")}</div>}
      <Button type="submit" variant="default" loading={change.isPending} disabled={!form.isDirty()}>
        {t("account.changePassword")}
      </Button>
    </form>
  );
}
