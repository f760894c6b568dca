import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, parseResponse } from "../../api/client.ts";
import { useVerb } from "../../api/use-verb.ts";
import { notify } from "../../app/notify.ts";
import { Confirm } from "../../components/confirm.tsx";
import { peopleQuery, tokensQuery, type PersonRow } from "./people-queries.ts";

export function RemovePerson({ person, onRemoved }: { person: PersonRow; onRemoved: () => void }) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState(false);
  const remove = useVerb({
    run: (id: string) => parseResponse(api.people[":id"].$delete({ param: { id } })),
    changes: [peopleQuery().queryKey, tokensQuery().queryKey],
    onDone: () => {
      void notify({ message: t("people.removed", { name: person.name }), meaning: "done" });
      onRemoved();
    },
  });
  return (
    <div>
      <Button size="xs" variant="outline" color="red" onClick={() => setAsked(true)}>
        {t("people.remove")}
      </Button>
      <Confirm
        opened={asked}
        title={t("people.removeTitle", { name: person.name })}
        action={t("people.remove")}
        name={person.email}
        busy={remove.isPending}
        onConfirm={() => remove.mutate(person.id)}
        onClose={() => setAsked(false)}
      >
        {t("people.removeHelp")}
      </Confirm>
    </div>
  );
}
