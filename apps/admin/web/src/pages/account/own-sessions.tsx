import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, parseResponse } from "../../api/client.ts";
import { useVerb } from "../../api/use-verb.ts";
import { notify } from "../../app/notify.ts";
import { Failed, LoadingRows } from "../../components/states.tsx";
import { ownSessionsQuery } from "../people/people-queries.ts";
import { SessionRows } from "../people/session-rows.tsx";
import classes from "./account.module.css";

/** Where one is signed in oneself. Ending one needs no question: signing in again undoes it. */
export function OwnSessions() {
  const { t } = useTranslation();
  const query = useQuery(ownSessionsQuery());
  const verb = {
    changes: [ownSessionsQuery().queryKey],
    onDone: ({ ended }: { ended: number }) =>
      void notify({ message: t("people.sessionsEnded", { count: ended }), meaning: "done" }),
  };
  const end = useVerb({
    ...verb,
    run: (id: string) => parseResponse(api.me.sessions[":id"].$delete({ param: { id } })),
  });
  const endOthers = useVerb({ ...verb, run: () => parseResponse(api.me.sessions.$delete()) });
  if (query.data === undefined)
    return query.isError ? <Failed query={query} compact /> : <LoadingRows rows={3} height={48} />;
  const { sessions } = query.data;
  const others = sessions.filter(({ current }) => !current);
  return (
    <>
      <div className={classes.wide}>
        <SessionRows
          sessions={sessions}
          renderAction={(session, browser) =>
            !session.current && (
              <Button
                size="xs"
                variant="default"
                aria-label={t("account.endNamed", { browser })}
                loading={end.isPending && end.variables === session.id}
                onClick={() => end.mutate(session.id)}
              >
                {t("account.end")}
              </Button>
            )
          }
        />
      </div>
      {others.length === 0 ? (
        <div className={classes.dim}>{t("account.noOthers")}</div>
      ) : (
        <Button variant="default" loading={endOthers.isPending} onClick={() => endOthers.mutate()}>
          {t("account.endOthers")}
        </Button>
      )}
    </>
  );
}
