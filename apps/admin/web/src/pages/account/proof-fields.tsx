import { TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useTranslation } from "react-i18next";
import { CurrentPassword } from "./current-password.tsx";

/** A person proves again who they are: the password, and a code of the app or a backup code. */
export function useProof() {
  const { t } = useTranslation();
  return useForm({
    initialValues: { password: "", code: "" },
    validate: {
      password: (password) => (password === "" ? t("account.missing") : null),
      code: (code) => ([6, 16].includes(code.replace(/[\s-]/g, "").length) ? null : t("account.second.badAnyCode")),
    },
  });
}

export function ProofFields({ form }: { form: ReturnType<typeof useProof> }) {
  const { t } = useTranslation();
  return (
    <>
      <CurrentPassword data-autofocus {...form.getInputProps("password")} />
      <TextInput
        label={t("account.second.anyCode")}
        autoComplete="one-time-code"
        autoCapitalize="none"
        spellCheck={false}
        maxLength={40}
        {...form.getInputProps("code")}
      />
    </>
  );
}
