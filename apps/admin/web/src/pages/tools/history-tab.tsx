import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { Fold } from "../../components/fold.tsx";
import { Empty, Failed, LoadingRows } from "../../components/states.tsx";
import { TimeAgo } from "../../components/time-ago.tsx";
import { changesOf } from "./changes-of.ts";
import { changesLookedThrough, changesNamingQuery } from "./tools-queries.ts";
import classes from "./tools.module.css";

/** Changes of the policy that were about a tool. */
export function HistoryTab({ tool }: { tool: string }) {
  const { t } = useTranslation();
  const query = useQuery(changesNamingQuery(tool));
  const changes = useMemo(() => changesOf(tool, query.data?.entries ?? []), [tool, query.data]);
  if (query.data === undefined)
    return query.isError ? <Failed query={query} compact /> : <LoadingRows rows={4} height={48} />;
  if (changes.length === 0) return <Empty title={t("tools.history.empty")} help={t("tools.history.emptyHelp")} />;
  return (
    <>
      <ol className={classes.changes}>
        {changes.map(({ id, at, by, version, note, lines }) => (
          <li key={id}>
            <div className={classes.dim}>
              <TimeAgo at={at} /> · <bdi>{by}</bdi>
              {version !== undefined && ` · ${t("tools.history.version", { n: version })}`}
            </div>
            {note !== undefined && <bdi>{note}</bdi>}
            <Fold>
              <pre className={classes.changeLines}>{lines.join("\n")}</pre>
            </Fold>
          </li>
        ))}
      </ol>
      {query.data.next !== undefined && (
        <span className={classes.dim}>{t("tools.history.more", { count: changesLookedThrough })}</span>
      )}
    </>
  );
}
