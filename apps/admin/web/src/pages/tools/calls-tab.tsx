import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { OutcomeTag } from "../../components/outcome-tag.tsx";
import { Failed, LoadingRows } from "../../components/states.tsx";
import { TimeAgo } from "../../components/time-ago.tsx";
import { useFormat } from "../../format/format-context.tsx";
import { recentCallsQuery } from "./tools-queries.ts";
import classes from "./tools.module.css";

/** The newest calls of a tool; the rest is in Activity. */
export function CallsTab({ tool }: { tool: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const query = useQuery(recentCallsQuery(tool));
  if (query.data === undefined)
    return query.isError ? <Failed query={query} compact /> : <LoadingRows rows={6} height={40} />;
  const { calls } = query.data;
  if (calls.length === 0) return <span className={classes.dim}>{t("tools.callsEmpty")}</span>;
  return (
    <div className={classes.schemas}>
      <ul className={classes.calls}>
        {calls.map((call) => (
          <li key={call.id}>
            <Link to="/activity/$callId" params={{ callId: call.id }} search={{ tool }}>
              <TimeAgo at={call.startedAt} />
            </Link>
            <OutcomeTag outcome={call.outcome} />
            <bdi className={classes.clip} title={call.principalId}>
              {call.principalName}
            </bdi>
            <span className={classes.dim}>{format.duration(call.durationMs)}</span>
            <bdi className={classes.callText}>{call.message ?? call.argumentsPreview}</bdi>
          </li>
        ))}
      </ul>
      <Link to="/activity" search={{ tool }}>
        {t("tools.callsAll")}
      </Link>
    </div>
  );
}
