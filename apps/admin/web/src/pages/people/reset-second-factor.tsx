import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, parseResponse } from "../../api/client.ts";
import { useVerb } from "../../api/use-verb.ts";
import { notify } from "../../app/notify.ts";
import { useMay, useMe } from "../../app/use-me.ts";
import { Confirm } from "../../components/confirm.tsx";
import { peopleQuery, personSessionsQuery, type PersonRow } from "./people-queries.ts";

/** For somebody who has lost their phone. One's own is switched off under Account, with a code. */
export function ResetSecondFactor({ person }: { person: PersonRow }) {
  const { t } = useTranslation();
  const me = useMe();
  const may = useMay();
  const [asked, setAsked] = useState(false);
  const reset = useVerb({
    run: (id: string) => parseResponse(api.people[":id"]["second-factor"].$delete({ param: { id } })),
    changes: [peopleQuery().queryKey, personSessionsQuery(person.id).queryKey],
    onDone: ({ ended }) => {
      setAsked(false);
      void notify({ message: t("people.secondResetDone", { name: person.name, count: ended }), meaning: "done" });
    },
  });
  const mayReset = may("people.write") && (person.role !== "owner" || me?.role === "owner");
  if (!person.hasSecondFactor || !mayReset || me?.id === `user:${person.id}`) return null;
  return (
    <div>
      <Button size="xs" variant="default" onClick={() => setAsked(true)}>
        {t("people.secondReset")}
      </Button>
      <Confirm
        opened={asked}
        title={t("people.secondResetTitle", { name: person.name })}
        action={t("people.secondReset")}
        busy={reset.isPending}
        onConfirm={() => reset.mutate(person.id)}
        onClose={() => setAsked(false)}
      >
        {t("people.secondResetHelp")}
      </Confirm>
    </div>
  );
}
