import { Button, Group } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, parseResponse } from "../../api/client.ts";
import { authQuery } from "../../api/queries.ts";
import { useVerb } from "../../api/use-verb.ts";
import { dismiss, notify } from "../../app/notify.ts";
import { useMay, useMe } from "../../app/use-me.ts";
import { Confirm } from "../../components/confirm.tsx";
import { Facts } from "../../components/section.tsx";
import { peopleQuery, type PersonRow } from "./people-queries.ts";
import classes from "./people.module.css";
import { RoleField, roleNames, type RoleName } from "./role-field.tsx";
import { RoleText } from "./role-text.tsx";

/** What a person may do. It is changed at once and can be undone, but for one's own role. */
export function PersonRole({ person }: { person: PersonRow }) {
  const { t } = useTranslation();
  const me = useMe();
  const may = useMay();
  const [asked, setAsked] = useState<RoleName>();
  const isMe = me?.id === `user:${person.id}`;
  const role = roleNames.find((one) => one === person.role);
  const change = useVerb({
    run: (next: RoleName) =>
      parseResponse(api.people[":id"].$patch({ param: { id: person.id }, json: { role: next } })),
    changes: [peopleQuery().queryKey, ...(isMe ? [authQuery().queryKey] : [])],
    onDone: (_, next) => {
      setAsked(undefined);
      void tell(next);
    },
  });
  if (!may("people.write") || role === undefined)
    return <Facts items={[[t("people.role"), <RoleText key="role" role={person.role} />]]} />;
  const mayNot = role === "owner" && me?.role !== "owner";

  async function tell(next: RoleName) {
    const id = await notify({
      meaning: "done",
      message: (
        <Group justify="space-between" gap="xs">
          {t("people.roleChanged", { name: person.name, role: t(`roles.${next}`) })}
          {!isMe && role !== undefined && role !== next && (
            <Button
              size="compact-xs"
              variant="default"
              onClick={() => {
                void dismiss(id);
                change.mutate(role);
              }}
            >
              {t("actions.undo")}
            </Button>
          )}
        </Group>
      ),
    });
  }

  return (
    <div>
      <RoleField
        value={role}
        disabled={mayNot || change.isPending}
        onChange={(next) => {
          if (next === role) return;
          if (isMe) setAsked(next);
          else change.mutate(next);
        }}
      />
      {mayNot && <div className={classes.small}>{t("people.onlyOwners")}</div>}
      <Confirm
        opened={asked !== undefined}
        title={t("people.ownRole")}
        action={t("people.changeRole")}
        busy={change.isPending}
        onConfirm={() => asked !== undefined && change.mutate(asked)}
        onClose={() => setAsked(undefined)}
      >
        {asked !== undefined && t("people.ownRoleHelp", { role: t(`roles.${asked}`) })}
      </Confirm>
    </div>
  );
}
