import { Select } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Me } from "../../../../src/contract/people.ts";
import { useMe } from "../../app/use-me.ts";

export type RoleName = Me["role"];
export const roleNames = ["owner", "admin", "approver", "auditor", "viewer"] as const satisfies readonly RoleName[];

/** A role, with what it may do. Only owners give the role of an owner. */
export function RoleField({
  value,
  onChange,
  disabled = false,
}: {
  value: RoleName;
  onChange: (role: RoleName) => void;
  disabled?: boolean;
}) {
  const { t } = useTranslation();
  const me = useMe();
  return (
    <Select
      label={t("people.role")}
      description={t(`people.roleHelp.${value}`)}
      inputWrapperOrder={["label", "input", "error", "description"]}
      allowDeselect={false}
      disabled={disabled}
      value={value}
      onChange={(next) => {
        const role = roleNames.find((one) => one === next);
        if (role !== undefined) onChange(role);
      }}
      data={roleNames.map((role) => ({
        value: role,
        label: t(`roles.${role}`),
        disabled: role === "owner" && me?.role !== "owner",
      }))}
    />
  );
}
