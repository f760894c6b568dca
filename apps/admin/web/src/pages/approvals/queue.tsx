import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Approval } from "../../../../src/contract/approvals.ts";
import { DataTable, type Column } from "../../components/data-table.tsx";
import table from "../../components/data-table.module.css";
import { LoadMore } from "../../components/load-more.tsx";
import { Empty, Failed, LoadingRows } from "../../components/states.tsx";
import { ServerMessage } from "../../components/server-message.tsx";
import { TimeAgo } from "../../components/time-ago.tsx";
import { ApprovalLink, Asker } from "./approval-link.tsx";
import { queueQuery } from "./approvals-queries.ts";
import classes from "./approvals.module.css";
import { Countdown } from "./countdown.tsx";

/** What waits now, the oldest first. */
export function Queue({ selected }: { selected: string | undefined }) {
  const { t } = useTranslation();
  const query = useInfiniteQuery(queueQuery());
  if (query.data === undefined) return query.isError ? <Failed query={query} /> : <LoadingRows rows={4} height={56} />;
  const waiting = query.data.pages.flatMap(({ approvals }) => approvals);
  if (waiting.length === 0) return <Empty title={t("approvals.empty")} help={t("approvals.emptyHelp")} />;
  const columns: Column<Approval>[] = [
    {
      name: t("activity.tool"),
      render: (approval) => (
        <ApprovalLink approval={approval} withArguments={selected === undefined ? "alone" : "withCaller"} />
      ),
    },
    { name: t("approvals.asks"), width: "18%", spare: true, render: (approval) => <Asker approval={approval} /> },
    {
      name: t("approvals.why"),
      width: "24%",
      from: "lg",
      spare: true,
      render: ({ reason }) => <ServerMessage message={reason} isSentence />,
    },
    { name: t("approvals.since"), width: 120, spare: true, render: ({ createdAt }) => <TimeAgo at={createdAt} /> },
    { name: t("approvals.timeLeft"), width: 145, render: ({ expiresAt }) => <Countdown expiresAt={expiresAt} short /> },
  ];
  return (
    <>
      <DataTable
        label={t("approvals.queue")}
        items={waiting}
        columns={columns}
        selected={selected}
        keyOf={({ id }) => id}
        renderCard={(approval) => (
          <>
            <div className={table.cardRow}>
              <ApprovalLink approval={approval} />
              <Countdown expiresAt={approval.expiresAt} short />
            </div>
            <Asker approval={approval} />
            <code className={classes.preview}>{approval.arguments.slice(0, 200)}</code>
          </>
        )}
      />
      {query.hasNextPage && <LoadMore loading={query.isFetchingNextPage} onMore={() => void query.fetchNextPage()} />}
    </>
  );
}
