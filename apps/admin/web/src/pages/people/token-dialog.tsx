import { Select, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useTranslation } from "react-i18next";
import { api, parseResponse } from "../../api/client.ts";
import { useVerb } from "../../api/use-verb.ts";
import { DialogForm } from "../../components/dialog-form.tsx";
import { SecretDialog, type SecretFormProps } from "../../components/secret-dialog.tsx";
import { tokensQuery } from "./people-queries.ts";
import { RoleField, type RoleName } from "./role-field.tsx";

const lifetimes = [1, 7, 30, 90, 365] as const;
const never = "never";

/** Asks what the token is for, then shows its secret, this once. */
export function TokenDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  return <SecretDialog opened={opened} onClose={onClose} title={t("people.token.create")} form={CreateToken} />;
}

function CreateToken({ onMade, onClose }: SecretFormProps) {
  const { t } = useTranslation();
  const form = useForm<{ name: string; role: RoleName; days: string }>({
    initialValues: { name: "", role: "viewer", days: "90" },
    validate: {
      name: (name) => (/^[\p{L}\p{N}][\p{L}\p{N} ._@-]{0,99}$/u.test(name.trim()) ? null : t("people.token.badName")),
    },
  });
  const create = useVerb({
    run: ({ name, role, days }: typeof form.values) =>
      parseResponse(
        api.tokens.$post({ json: { name, role, ...(days === never ? {} : { expiresInDays: Number(days) }) } }),
      ),
    changes: [tokensQuery().queryKey],
    quiet: true,
    onDone: ({ token: { name }, secret }) =>
      onMade({ secret, label: t("people.token.secret", { name }), help: t("people.token.secretHelp") }),
  });
  return (
    <DialogForm
      lead={t("people.token.lead")}
      action={t("people.token.create")}
      error={create.error}
      busy={create.isPending}
      onSubmit={form.onSubmit((values) => create.mutate(values))}
      onClose={onClose}
    >
      <TextInput
        label={t("people.token.name")}
        description={t("people.token.nameHelp")}
        inputWrapperOrder={["label", "input", "error", "description"]}
        data-autofocus
        autoComplete="off"
        maxLength={100}
        {...form.getInputProps("name")}
      />
      <RoleField value={form.values.role} onChange={(role) => form.setFieldValue("role", role)} />
      <Select
        label={t("people.token.expiry")}
        {...(form.values.days === never && { description: t("people.token.neverHelp") })}
        inputWrapperOrder={["label", "input", "error", "description"]}
        allowDeselect={false}
        data={[
          ...lifetimes.map((count) => ({ value: String(count), label: t("people.token.days", { count }) })),
          { value: never, label: t("people.token.never") },
        ]}
        {...form.getInputProps("days")}
      />
    </DialogForm>
  );
}
