import { useTranslation } from "react-i18next";
import { roleNames } from "./role-field.tsx";

/** The name of a stored role; as it is stored where it is none of ours. */
export function RoleText({ role }: { role: string }) {
  const { t } = useTranslation();
  const known = roleNames.find((one) => one === role);
  return known === undefined ? (
    <code>{role}</code>
  ) : (
    <span title={t(`people.roleHelp.${known}`)}>{t(`roles.${known}`)}</span>
  );
}
