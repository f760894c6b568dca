import { TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useTranslation } from "react-i18next";
import { api, parseResponse } from "../../api/client.ts";
import { useVerb } from "../../api/use-verb.ts";
import { DialogForm } from "../../components/dialog-form.tsx";
import { SecretDialog, type SecretFormProps } from "../../components/secret-dialog.tsx";
import { useFormat } from "../../format/format-context.tsx";
import { peopleQuery } from "./people-queries.ts";
import { RoleField, type RoleName } from "./role-field.tsx";

/** Asks whom to invite, then shows the link, this once. */
export function InviteDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  return <SecretDialog opened={opened} onClose={onClose} title={t("people.invite")} form={Invite} />;
}

function Invite({ onMade, onClose }: SecretFormProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const form = useForm<{ email: string; role: RoleName }>({
    initialValues: { email: "", role: "viewer" },
    validate: { email: (email) => (/^\S+@\S+$/.test(email.trim()) ? null : t("people.badEmail")) },
  });
  const invite = useVerb({
    run: (json: { email: string; role: RoleName }) => parseResponse(api.invitations.$post({ json })),
    changes: [peopleQuery().queryKey],
    quiet: true,
    onDone({ invitation: { email = "", expiresAt }, link }) {
      onMade({
        secret: link,
        label: t("people.linkFor", { email }),
        help: t("people.linkHelp", { email }),
        note: t("people.linkUntil", { time: format.instant(expiresAt) }),
      });
    },
  });
  return (
    <DialogForm
      lead={t("people.inviteLead")}
      action={t("people.makeLink")}
      error={invite.error}
      busy={invite.isPending}
      onSubmit={form.onSubmit((values) => invite.mutate(values))}
      onClose={onClose}
    >
      <TextInput
        type="email"
        label={t("people.email")}
        data-autofocus
        autoComplete="off"
        maxLength={254}
        {...form.getInputProps("email")}
      />
      <RoleField value={form.values.role} onChange={(role) => form.setFieldValue("role", role)} />
    </DialogForm>
  );
}
