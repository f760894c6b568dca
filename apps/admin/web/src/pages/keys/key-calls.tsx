import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Key } from "../../../../src/contract/keys.ts";
import { OutcomeTag } from "../../components/outcome-tag.tsx";
import { Failed, LoadingRows } from "../../components/states.tsx";
import { TimeAgo } from "../../components/time-ago.tsx";
import { keyCallsQuery } from "./keys-queries.ts";
import classes from "./keys.module.css";

export function KeyCalls({ of: { id } }: { of: Key }) {
  const { t } = useTranslation();
  const principal = `key:${id}`;
  const query = useQuery(keyCallsQuery(principal));
  if (query.data === undefined)
    return query.isError ? <Failed query={query} compact /> : <LoadingRows rows={3} height={30} />;
  if (query.data.length === 0) return <Text c="dimmed">{t("keys.noCalls")}</Text>;
  return (
    <>
      <ul className={classes.list}>
        {query.data.map((call) => (
          <li key={call.id}>
            <Link to="/activity/$callId" params={{ callId: call.id }} search={{ principal }}>
              <code>{call.tool}</code>
            </Link>
            <span className={classes.tags}>
              <OutcomeTag outcome={call.outcome} />
              <span className={classes.second}>
                <TimeAgo at={call.startedAt} />
              </span>
            </span>
          </li>
        ))}
      </ul>
      <Link to="/activity" search={{ principal }}>
        {t("keys.allCalls")}
      </Link>
    </>
  );
}
