import { Button, Text, Title } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, parseResponse } from "../../api/client.ts";
import { useVerb } from "../../api/use-verb.ts";
import { useMay } from "../../app/use-me.ts";
import { Confirm } from "../../components/confirm.tsx";
import { TimeAgo } from "../../components/time-ago.tsx";
import { peopleQuery, type InvitationRow } from "./people-queries.ts";
import classes from "./people.module.css";
import { RoleText } from "./role-text.tsx";

/** Links that were handed out and not used yet. */
export function Invitations({ invitations }: { invitations: readonly InvitationRow[] }) {
  const { t } = useTranslation();
  const may = useMay();
  const [asked, setAsked] = useState<InvitationRow>();
  const revoke = useVerb({
    run: (id: string) => parseResponse(api.invitations[":id"].$delete({ param: { id } })),
    changes: [peopleQuery().queryKey],
    onDone: () => setAsked(undefined),
  });
  const nameOf = ({ kind, email }: InvitationRow) => (kind === "setup" ? t("people.setupLink") : (email ?? ""));
  return (
    <section className={classes.part}>
      <Title order={2}>{t("people.invitations")}</Title>
      {invitations.length === 0 && <Text c="dimmed">{t("people.noInvitations")}</Text>}
      <ul className={classes.list}>
        {invitations.map((invitation) => (
          <li key={invitation.id} className={classes.item}>
            <div>
              <bdi>{nameOf(invitation)}</bdi>
              <div className={classes.small}>
                <RoleText role={invitation.role} /> · {t("people.expires")} <TimeAgo at={invitation.expiresAt} />
              </div>
            </div>
            {may("people.write") && (
              <Button
                size="xs"
                variant="default"
                aria-label={`${t("people.revokeInvitation")}: ${nameOf(invitation)}`}
                onClick={() => setAsked(invitation)}
              >
                {t("people.revokeInvitation")}
              </Button>
            )}
          </li>
        ))}
      </ul>
      <Confirm
        opened={asked !== undefined}
        title={t("people.revokeInvitationTitle")}
        action={t("people.revokeInvitation")}
        busy={revoke.isPending}
        onConfirm={() => asked !== undefined && revoke.mutate(asked.id)}
        onClose={() => setAsked(undefined)}
      >
        {asked !== undefined && <bdi>{nameOf(asked)}</bdi>}
        <p>{t("people.revokeInvitationHelp")}</p>
      </Confirm>
    </section>
  );
}
