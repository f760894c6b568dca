import { Button, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, parseResponse } from "../../api/client.ts";
import { useVerb } from "../../api/use-verb.ts";
import { notify } from "../../app/notify.ts";
import { useMay } from "../../app/use-me.ts";
import { Confirm } from "../../components/confirm.tsx";
import { Failed, LoadingRows } from "../../components/states.tsx";
import { peopleQuery, personSessionsQuery, type PersonRow } from "./people-queries.ts";
import { SessionRows } from "./session-rows.tsx";

/** Where a person is signed in, and the way to end that. */
export function PersonSessions({ person }: { person: PersonRow }) {
  const { t } = useTranslation();
  const may = useMay();
  const [asked, setAsked] = useState(false);
  const query = useQuery(personSessionsQuery(person.id));
  const end = useVerb({
    run: (id: string) => parseResponse(api.people[":id"].sessions.$delete({ param: { id } })),
    changes: [peopleQuery().queryKey],
    onDone: ({ ended }) => {
      setAsked(false);
      void notify({ message: t("people.sessionsEnded", { count: ended }), meaning: "done" });
    },
  });
  if (query.data === undefined)
    return query.isError ? <Failed query={query} compact /> : <LoadingRows rows={2} height={44} />;
  const { sessions } = query.data;
  if (sessions.length === 0) return <Text c="dimmed">{t("people.noSessions")}</Text>;
  return (
    <>
      <SessionRows sessions={sessions} />
      {may("people.write") && (
        <Button size="xs" variant="default" onClick={() => setAsked(true)}>
          {t("people.endSessions")}
        </Button>
      )}
      <Confirm
        opened={asked}
        title={t("people.endSessionsTitle", { name: person.name })}
        action={t("people.endSessions")}
        busy={end.isPending}
        onConfirm={() => end.mutate(person.id)}
        onClose={() => setAsked(false)}
      >
        {t("people.endSessionsHelp")}
      </Confirm>
    </>
  );
}
