import { Button, Modal, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useTranslation } from "react-i18next";
import { api, parseResponse, troubleOf } from "../../api/client.ts";
import { useVerb } from "../../api/use-verb.ts";
import { Snippet } from "../../components/snippet.tsx";
import { useLeaveGuard } from "../../components/use-leave-guard.ts";
import { submitOnCtrlEnter } from "../../components/submit-on-ctrl-enter.ts";
import { useFormat } from "../../format/format-context.tsx";
import { peopleQuery } from "./people-queries.ts";
import classes from "./people.module.css";
import { RoleField, type RoleName } from "./role-field.tsx";

/** Asks whom to invite, then shows the link, this once. */
export function InviteDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t("people.invite")}
      closeOnClickOutside={false}
      closeButtonProps={{ "aria-label": t("actions.cancel") }}
    >
      {opened && <Invite onClose={onClose} />}
    </Modal>
  );
}

function Invite({ onClose }: { onClose: () => void }) {
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
  });
  useLeaveGuard(invite.isSuccess);
  if (invite.data !== undefined) {
    const { invitation, link } = invite.data;
    const email = invitation.email ?? "";
    return (
      <div className={classes.form}>
        <div role="status">{t("people.linkHelp", { email })}</div>
        <Snippet text={link} label={t("people.linkFor", { email })} />
        <div className={classes.small}>{t("people.linkUntil", { time: format.instant(invitation.expiresAt) })}</div>
        <div className={classes.end}>
          <Button onClick={onClose}>{t("people.done")}</Button>
        </div>
      </div>
    );
  }
  return (
    <form
      className={classes.form}
      onSubmit={form.onSubmit((values) => invite.mutate(values))}
      onKeyDown={submitOnCtrlEnter}
    >
      <div className={classes.dim}>{t("people.inviteLead")}</div>
      <TextInput
        type="email"
        label={t("people.email")}
        data-autofocus
        autoComplete="off"
        maxLength={254}
        {...form.getInputProps("email")}
      />
      <RoleField value={form.values.role} onChange={(role) => form.setFieldValue("role", role)} />
      {invite.isError && <div role="alert">{troubleOf(invite.error).message ?? t("failed.network")}</div>}
      <div className={classes.end}>
        <Button variant="default" onClick={onClose}>
          {t("actions.cancel")}
        </Button>
        <Button type="submit" loading={invite.isPending}>
          {t("people.makeLink")}
        </Button>
      </div>
    </form>
  );
}
