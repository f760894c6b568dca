import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, Outlet, useLocation, useParams } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { policyQuery, type CurrentPolicy, type Toolset } from "../../api/policy.ts";
import { toolsQuery } from "../../api/queries.ts";
import { useMay } from "../../app/use-me.ts";
import table from "../../components/data-table.module.css";
import { DataTable, type Column } from "../../components/data-table.tsx";
import { PageHead } from "../../components/page-head.tsx";
import page from "../../components/page.module.css";
import { Empty, Failed, LoadingRows } from "../../components/states.tsx";
import { useFormat } from "../../format/format-context.tsx";
import { resolveToolset, tokensOf } from "./resolve-toolset.ts";
import classes from "./toolsets.module.css";

export function ToolsetsPage() {
  const { t } = useTranslation();
  const may = useMay();
  const query = useQuery(policyQuery());
  const isOpen = useLocation({ select: ({ pathname }) => pathname.replace(/\/$/, "") !== "/toolsets" });
  const add = may("policy.write") && <AddToolset />;
  return (
    <div className={page.withPanel} data-open={isOpen}>
      <div className={page.page}>
        <PageHead title={t("pages.toolsets")} lead={t("toolsets.lead")}>
          {add}
        </PageHead>
        {query.data === undefined ? (
          query.isError ? (
            <Failed query={query} />
          ) : (
            <LoadingRows rows={6} height={50} />
          )
        ) : query.data.document.toolsets.length === 0 ? (
          <Empty title={t("toolsets.empty")} help={t("toolsets.emptyHelp")}>
            {add}
          </Empty>
        ) : (
          <ToolsetTable policy={query.data} isBeside={isOpen} />
        )}
      </div>
      <Outlet />
    </div>
  );
}

function AddToolset() {
  const { t } = useTranslation();
  return (
    <Button
      leftSection={<IconPlus size={16} aria-hidden />}
      renderRoot={(props) => <Link {...props} to="/toolsets/-/new" resetScroll={false} />}
    >
      {t("toolsets.add")}
    </Button>
  );
}

interface Row {
  readonly toolset: Toolset;
  readonly count: number;
  readonly tokens: number;
}

function ToolsetTable({ policy, isBeside }: { policy: CurrentPolicy; isBeside: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { name: selected } = useParams({ strict: false });
  const { data } = useQuery(toolsQuery());
  const rows = useMemo(
    () =>
      policy.document.toolsets.map((toolset): Row => {
        const seen = resolveToolset(toolset, data?.tools ?? [], policy.document.tools);
        return { toolset, count: seen.length, tokens: tokensOf(seen) };
      }),
    [policy, data],
  );
  const columns: Column<Row>[] = [
    { name: t("toolsets.name"), render: ({ toolset }) => <ToolsetLink toolset={toolset} /> },
    { name: t("toolsets.http"), from: "md", spare: true, render: ({ toolset }) => <code>/mcp/{toolset.name}</code> },
    { name: t("toolsets.sse"), from: "md", spare: true, render: ({ toolset }) => <code>/sse/{toolset.name}</code> },
    { name: t("toolsets.tools"), numeric: true, width: 90, render: ({ count }) => format.number(count) },
    {
      name: t("toolsets.tokens"),
      help: t("toolsets.tokensHelp"),
      numeric: true,
      width: 100,
      render: ({ tokens }) => format.number(tokens),
    },
  ];
  return (
    <DataTable
      label={t("pages.toolsets")}
      items={rows}
      columns={columns}
      selected={selected ?? (isBeside ? "" : undefined)}
      keyOf={({ toolset }) => toolset.name}
      renderCard={({ toolset, count }) => (
        <>
          <ToolsetLink toolset={toolset} />
          <div className={`${table.cardRow} ${table.dim}`}>
            <code>/mcp/{toolset.name}</code>
            <span>{t("toolsets.toolCount", { count })}</span>
          </div>
        </>
      )}
    />
  );
}

function ToolsetLink({ toolset }: { toolset: Toolset }) {
  return (
    <Link to="/toolsets/$name" params={{ name: toolset.name }} className={classes.name} resetScroll={false}>
      <code>{toolset.name}</code>
      {toolset.title !== undefined && <bdi className={classes.dim}>{toolset.title}</bdi>}
    </Link>
  );
}
