import { Button, Select, Text, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, Outlet, useParams } from "@tanstack/react-router";
import { memo, useDeferredValue, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Tool } from "../../../../src/contract/tool.ts";
import { toolsQuery } from "../../api/queries.ts";
import type { ToolsSearch } from "../../app/search.ts";
import { AccessTag } from "../../components/access-tag.tsx";
import table from "../../components/data-table.module.css";
import { DataTable, type Column } from "../../components/data-table.tsx";
import { LoadMore } from "../../components/load-more.tsx";
import { PageHead } from "../../components/page-head.tsx";
import page from "../../components/page.module.css";
import { Empty, Failed, LoadingRows } from "../../components/states.tsx";
import { useFormat } from "../../format/format-context.tsx";
import { filterTools } from "./filter-tools.ts";
import classes from "./tools.module.css";

const route = getRouteApi("/tools");

export function ToolsPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const search = route.useSearch();
  const { name: selected } = useParams({ strict: false });
  const query = useQuery(toolsQuery());
  const deferred = useDeferredValue(search);
  const tools = useMemo(() => filterTools(query.data?.tools ?? [], deferred), [query.data, deferred]);
  const count = query.data?.tools.length ?? 0;
  const lead =
    query.data === undefined
      ? "\u00a0"
      : t("tools.lead", {
          count,
          packs: t("tools.packs", { count: query.data.packs.length }),
          tokens: format.number(query.data.tokens),
        });

  return (
    <div className={page.withPanel} data-open={selected !== undefined}>
      <div className={page.page}>
        <PageHead title={t("tools.title")} lead={lead} />
        <Filters
          packs={query.data?.packs.map(({ name }) => name) ?? []}
          found={query.data === undefined ? undefined : tools.length}
        />
        {query.data === undefined ? (
          query.isError ? (
            <Failed query={query} />
          ) : (
            <LoadingRows rows={10} height={50} />
          )
        ) : count === 0 ? (
          <Empty title={t("tools.empty")} help={t("tools.emptyHelp")} />
        ) : tools.length === 0 ? (
          <NoMatch />
        ) : (
          <ToolTable tools={tools} selected={selected} />
        )}
      </div>
      <Outlet />
    </div>
  );
}

function Filters({ packs, found }: { packs: readonly string[]; found: number | undefined }) {
  const { t } = useTranslation();
  const { q = "", access, pack } = route.useSearch();
  const set = useSetSearch();
  return (
    <search className={page.filters}>
      <TextInput
        className={classes.search}
        type="search"
        aria-label={t("tools.search")}
        placeholder={t("tools.searchPlaceholder")}
        leftSection={<IconSearch size={16} aria-hidden />}
        value={q}
        onChange={(event) => set({ q: event.currentTarget.value })}
      />
      <Select
        aria-label={t("tools.access")}
        placeholder={t("tools.anyAccess")}
        clearable
        value={access ?? null}
        onChange={(value) => set({ access: value })}
        data={(["read", "write", "destructive"] as const).map((value) => ({ value, label: t(`access.${value}`) }))}
      />
      <Select
        aria-label={t("tools.pack")}
        placeholder={t("tools.anyPack")}
        clearable
        value={pack ?? null}
        onChange={(value) => set({ pack: value ?? "" })}
        data={[...packs]}
      />
      <span className={classes.count} role="status">
        {found !== undefined && t("tools.found", { count: found })}
      </span>
    </search>
  );
}

function NoMatch() {
  const { t } = useTranslation();
  const set = useSetSearch();
  return (
    <Empty title={t("tools.noMatch")}>
      <Button variant="default" size="xs" onClick={() => set({ q: "", access: null, pack: "" })}>
        {t("actions.clear")}
      </Button>
    </Empty>
  );
}

/** Changes some filters and keeps the others; an empty one leaves the address. */
function useSetSearch() {
  const navigate = route.useNavigate();
  return (change: { q?: string; access?: Tool["access"] | null; pack?: string }) =>
    void navigate({
      to: ".",
      replace: true,
      search: (old) =>
        Object.fromEntries(
          Object.entries({ ...old, ...change }).filter(([, value]) => value !== "" && value !== null),
        ) as ToolsSearch,
    });
}

const pageSize = 60;

/** Kept as it is while only what is typed changes. */
const ToolTable = memo(function ToolTable({
  tools,
  selected,
}: {
  tools: readonly Tool[];
  selected: string | undefined;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const [shown, setShown] = useState(pageSize);
  const columns: Column<Tool>[] = [
    {
      name: t("tools.name"),
      ...(selected === undefined && { width: "28%" }),
      render: (tool) => <ToolLink tool={tool} />,
    },
    {
      name: t("tools.description"),
      from: "md",
      spare: true,
      render: ({ description }) => <span className={classes.description}>{description}</span>,
    },
    { name: t("tools.pack"), width: 110, render: ({ pack }) => pack },
    { name: t("tools.access"), width: 130, render: ({ access }) => <AccessTag access={access} /> },
    {
      name: t("tools.tokens"),
      help: t("tools.tokensHelp"),
      numeric: true,
      width: 80,
      render: ({ tokens }) => format.number(tokens),
    },
  ];
  return (
    <>
      <DataTable
        label={t("tools.title")}
        items={tools.slice(0, shown)}
        columns={columns}
        selected={selected}
        keyOf={({ name }) => name}
        renderCard={(tool) => (
          <>
            <div className={table.cardRow}>
              <ToolLink tool={tool} />
              <AccessTag access={tool.access} />
            </div>
            <Text size="sm" className={classes.description}>
              {tool.description}
            </Text>
          </>
        )}
      />
      {shown < tools.length && <LoadMore loading={false} onMore={() => setShown(shown + pageSize)} />}
    </>
  );
});

function ToolLink({ tool }: { tool: Tool }) {
  return (
    <Link
      to="/tools/$name"
      params={{ name: tool.name }}
      search={(old) => old}
      className={classes.name}
      resetScroll={false}
    >
      <code>{tool.name}</code>
      {tool.title !== undefined && <span className={classes.title}>{tool.title}</span>}
    </Link>
  );
}
