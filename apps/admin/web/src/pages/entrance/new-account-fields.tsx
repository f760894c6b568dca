import { TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { SecretField } from "../../components/secret-field.tsx";

/** A name and a password of one's own; `email` too where nobody has said it yet. */
export function NewAccountFields({ email }: { email: string | undefined }) {
  const { t } = useTranslation();
  return (
    <>
      <TextInput name="name" label={t("entrance.name")} autoComplete="name" maxLength={100} required autoFocus />
      {email === undefined ? (
        <TextInput name="email" type="email" label={t("entrance.email")} autoComplete="username" required />
      ) : (
        // For the browser's password manager, which would take the name for it.
        <input type="text" name="email" autoComplete="username" value={email} readOnly hidden />
      )}
      <SecretField
        name="password"
        label={t("entrance.newPassword")}
        description={t("entrance.passwordHelp")}
        autoComplete="new-password"
        minLength={12}
        maxLength={128}
        required
      />
    </>
  );
}
