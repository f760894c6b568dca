import type { PasswordInputProps } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { SecretField } from "../../components/secret-field.tsx";

/** Asks somebody who is signed in for the password again. */
export function CurrentPassword(props: Partial<PasswordInputProps>) {
  const { t } = useTranslation();
  return <SecretField label={t("account.current")} autoComplete="current-password" maxLength={512} {...props} />;
}
