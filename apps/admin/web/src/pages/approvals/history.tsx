import { Button, Select, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Approval } from "../../../../src/contract/approvals.ts";
import { DataTable, type Column } from "../../components/data-table.tsx";
import table from "../../components/data-table.module.css";
import { LoadMore } from "../../components/load-more.tsx";
import page from "../../components/page.module.css";
import { Empty, Failed, LoadingRows } from "../../components/states.tsx";
import { TimeAgo } from "../../components/time-ago.tsx";
import { ToolFilter } from "../../components/tool-filter.tsx";
import { ApprovalLink, Asker } from "./approval-link.tsx";
import { historyQuery } from "./approvals-queries.ts";
import { approvalStates, type ApprovalsSearch } from "./approvals-search.ts";
import classes from "./approvals.module.css";
import { DecidedBy } from "./decided-by.tsx";
import { StateTag } from "./state-tag.tsx";

const route = getRouteApi("/approvals");
const typingMs = 300;

/** Everything that was asked, the newest first. */
export function History({ selected }: { selected: string | undefined }) {
  const { view: _, ...filter } = route.useSearch();
  const query = useInfiniteQuery(historyQuery(filter));
  const isFiltered = Object.values(filter).some((value) => value !== undefined);
  const found = query.data?.pages.flatMap(({ approvals }) => approvals);
  return (
    <>
      {(isFiltered || found === undefined || found.length > 0) && <Filters />}
      {found === undefined ? (
        query.isError ? (
          <Failed query={query} />
        ) : (
          <LoadingRows rows={8} height={40} />
        )
      ) : found.length === 0 ? (
        <Nothing isFiltered={isFiltered} />
      ) : (
        <>
          <HistoryTable approvals={found} selected={selected} />
          {query.isFetchNextPageError ? (
            <Failed query={query} compact />
          ) : (
            query.hasNextPage && (
              <LoadMore loading={query.isFetchingNextPage} onMore={() => void query.fetchNextPage()} />
            )
          )}
        </>
      )}
    </>
  );
}

function Nothing({ isFiltered }: { isFiltered: boolean }) {
  const { t } = useTranslation();
  const set = useSetFilter();
  if (!isFiltered) return <Empty title={t("approvals.noHistory")} help={t("approvals.emptyHelp")} />;
  return (
    <Empty title={t("approvals.noMatch")}>
      <Button
        variant="default"
        size="xs"
        onClick={() => set({ state: undefined, tool: undefined, principal: undefined })}
      >
        {t("actions.clear")}
      </Button>
    </Empty>
  );
}

function HistoryTable({ approvals, selected }: { approvals: readonly Approval[]; selected: string | undefined }) {
  const { t } = useTranslation();
  const columns: Column<Approval>[] = [
    { name: t("activity.tool"), render: (approval) => <ApprovalLink approval={approval} /> },
    { name: t("approvals.outcome"), width: 130, render: ({ state }) => <StateTag state={state} /> },
    { name: t("approvals.asks"), width: "18%", spare: true, render: (approval) => <Asker approval={approval} /> },
    {
      name: t("approvals.decidedBy"),
      width: "26%",
      spare: true,
      render: (approval) => <Decision approval={approval} />,
    },
    { name: t("approvals.asked"), width: 110, render: ({ createdAt }) => <TimeAgo at={createdAt} /> },
  ];
  return (
    <DataTable
      label={t("approvals.history")}
      items={approvals}
      columns={columns}
      selected={selected}
      keyOf={({ id }) => id}
      renderCard={(approval) => (
        <>
          <div className={table.cardRow}>
            <ApprovalLink approval={approval} />
            <StateTag state={approval.state} />
          </div>
          <div className={table.cardRow}>
            <Asker approval={approval} />
            <span className={classes.dim}>
              <TimeAgo at={approval.createdAt} />
            </span>
          </div>
          <Decision approval={approval} />
        </>
      )}
    />
  );
}

function Decision({ approval }: { approval: Approval }) {
  const { decidedBy, decisionReason } = approval;
  if (decidedBy === undefined) return <span className={classes.dim}>–</span>;
  return (
    <span className={classes.asker}>
      <DecidedBy approval={approval} />
      {decisionReason !== undefined && <bdi className={classes.dim}>{decisionReason}</bdi>}
    </span>
  );
}

function Filters() {
  const { t } = useTranslation();
  const { state, tool, principal } = route.useSearch();
  const set = useSetFilter();
  const [typed, setTyped] = useState(principal ?? "");
  const setLater = useDebouncedCallback(
    (value: string) => set({ principal: value === "" ? undefined : value }),
    typingMs,
  );
  return (
    <search className={page.filters}>
      <Select
        aria-label={t("approvals.outcome")}
        placeholder={t("approvals.anyOutcome")}
        clearable
        value={state ?? null}
        onChange={(value) => set({ state: approvalStates.find((one) => one === value) })}
        data={approvalStates.map((value) => ({ value, label: t(`approvals.state.${value}`) }))}
      />
      <ToolFilter tool={tool} onChange={(value) => set({ tool: value })} />
      <TextInput
        aria-label={t("activity.principal")}
        placeholder={t("activity.principalPlaceholder")}
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          setLater(event.currentTarget.value);
        }}
      />
    </search>
  );
}

type Change = { readonly [Name in "state" | "tool" | "principal"]?: ApprovalsSearch[Name] | undefined };

function useSetFilter() {
  const navigate = route.useNavigate();
  return (change: Change) =>
    void navigate({
      to: ".",
      replace: true,
      search: (old) =>
        Object.fromEntries(
          Object.entries({ ...old, ...change }).filter(([, value]) => value !== undefined),
        ) as ApprovalsSearch,
    });
}
