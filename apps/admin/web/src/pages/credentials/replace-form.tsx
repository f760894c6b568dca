import { Button } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useTranslation } from "react-i18next";
import { notify } from "../../app/notify.ts";
import { submitOnCtrlEnter } from "../../components/submit-on-ctrl-enter.ts";
import { useLeaveGuard } from "../../components/use-leave-guard.ts";
import type { CredentialRow } from "./credential-rows.ts";
import { troubleOfValue } from "./credential-values.ts";
import classes from "./credentials.module.css";
import { SaveTrouble } from "./save-trouble.tsx";
import { SecretInput } from "./secret-input.tsx";
import { useSetCredential } from "./use-set-credential.ts";

/** Another value for a credential, or its first. */
export function ReplaceForm({ row: { name, principalId, stored } }: { row: CredentialRow }) {
  const { t } = useTranslation();
  const form = useForm({
    initialValues: { value: "" },
    validate: {
      value: (value: string) => {
        const trouble = troubleOfValue(value);
        return trouble && t(`credentials.trouble.${trouble}`);
      },
    },
  });
  const set = useSetCredential(() => {
    form.reset();
    void notify({ message: t("credentials.stored", { name }), meaning: "done" });
  });
  useLeaveGuard(form.isDirty());
  return (
    <form
      className={classes.form}
      onKeyDown={submitOnCtrlEnter}
      onSubmit={form.onSubmit(({ value }) => set.mutate({ name, principalId, value }))}
      noValidate
    >
      <SecretInput {...form.getInputProps("value")} />
      {set.error !== null && <SaveTrouble error={set.error} />}
      <Button type="submit" loading={set.isPending} disabled={!form.isDirty()} className={classes.submit ?? ""}>
        {t(stored === undefined ? "credentials.store" : "credentials.replace")}
      </Button>
    </form>
  );
}
