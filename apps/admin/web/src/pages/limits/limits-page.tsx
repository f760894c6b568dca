import { Select, Text } from "@mantine/core";
import { IconKey, IconTool, IconUsers } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, Outlet, useMatches, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { toolsQuery } from "../../api/queries.ts";
import { useMay } from "../../app/use-me.ts";
import table from "../../components/data-table.module.css";
import { DataTable, type Column } from "../../components/data-table.tsx";
import { PageHead } from "../../components/page-head.tsx";
import page from "../../components/page.module.css";
import { Failed, LoadingRows } from "../../components/states.tsx";
import { useFormat } from "../../format/format-context.tsx";
import {
  boundFields,
  isBounded,
  keyOfSubject,
  limitRows,
  type BoundField,
  type LimitRow,
  type LimitSubject,
} from "./bounds.ts";
import classes from "./limits.module.css";
import { limitedKeysQuery, policyQuery } from "./limits-queries.ts";

export function LimitsPage() {
  const { t } = useTranslation();
  const may = useMay();
  const policy = useQuery(policyQuery());
  const keys = useQuery({ ...limitedKeysQuery(), enabled: may("keys.read") });
  const selected = useSelected();
  return (
    <div className={page.withPanel} data-open={selected !== undefined}>
      <div className={page.page}>
        <PageHead title={t("pages.limits")} lead={t("limits.lead")} />
        {may("policy.write") && <AddLimit keys={keys.data ?? []} />}
        {policy.data === undefined ? (
          policy.isError ? (
            <Failed query={policy} />
          ) : (
            <LoadingRows rows={4} height={40} />
          )
        ) : (
          <>
            <LimitTable
              rows={limitRows({ document: policy.data.document, keys: keys.data ?? [] })}
              selected={selected}
            />
            {keys.isError && <Failed query={keys} compact />}
            <Text c="dimmed" className={classes.rules}>
              {t("limits.howTheyMeet")}
            </Text>
          </>
        )}
      </div>
      <Outlet />
    </div>
  );
}

/** What the open panel is of; undefined while none is. */
function useSelected(): string | undefined {
  return useMatches({
    select: (matches) => {
      const last = matches.at(-1);
      if (last?.routeId === "/limits/default") return "default";
      if (last?.routeId === "/limits/tool/$name") return `tool ${last.params.name}`;
      return last?.routeId === "/limits/key/$id" ? `key ${last.params.id}` : undefined;
    },
  });
}

/** Leads to the form of any tool or key. */
function AddLimit({ keys }: { keys: readonly { readonly id: string; readonly name: string }[] }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const may = useMay();
  const { data } = useQuery(toolsQuery());
  const groups = [
    {
      group: t("limits.tools"),
      items: (data?.tools ?? []).map(({ name }) => ({ value: `tool ${name}`, label: name })),
    },
    {
      group: t("limits.keys"),
      items: may("keys.write") ? keys.map(({ id, name }) => ({ value: `key ${id}`, label: name })) : [],
    },
  ];
  return (
    <div className={page.filters}>
      <Select
        label={t("limits.add")}
        placeholder={t("limits.addPlaceholder")}
        searchable
        limit={100}
        value={null}
        nothingFoundMessage={t("limits.noSuch")}
        data={groups.filter(({ items }) => items.length > 0)}
        onChange={(value) => {
          const [kind, id = ""] = value?.split(" ") ?? [];
          if (kind === "tool") void navigate({ to: "/limits/tool/$name", params: { name: id }, resetScroll: false });
          if (kind === "key") void navigate({ to: "/limits/key/$id", params: { id }, resetScroll: false });
        }}
      />
    </div>
  );
}

function LimitTable({ rows, selected }: { rows: readonly LimitRow[]; selected: string | undefined }) {
  const { t } = useTranslation();
  const columns: Column<LimitRow>[] = [
    { name: t("limits.appliesTo"), render: ({ subject }) => <SubjectLink subject={subject} /> },
    ...boundFields.map((field) => ({
      name: t(`limits.short.${field}`),
      help: t(`limits.help.${field}`),
      numeric: true,
      width: 116,
      spare: field !== "callsPerMinute" && field !== "callsPerDay",
      render: ({ bounds }: LimitRow) => <Bound row={bounds} field={field} />,
    })),
  ];
  return (
    <DataTable
      label={t("pages.limits")}
      items={rows}
      columns={columns}
      selected={selected}
      keyOf={({ subject }) => keyOfSubject(subject)}
      renderCard={({ subject, bounds }) => (
        <>
          <SubjectLink subject={subject} />
          {isBounded(bounds) ? (
            boundFields
              .filter((field) => valueOf(bounds, field) !== undefined)
              .map((field) => (
                <div key={field} className={`${table.cardRow} ${table.dim}`}>
                  <span>{t(`limits.field.${field}`)}</span>
                  <Bound row={bounds} field={field} />
                </div>
              ))
          ) : (
            <span className={table.dim}>{t("limits.unbounded")}</span>
          )}
        </>
      )}
    />
  );
}

function Bound({ row, field }: { row: LimitRow["bounds"]; field: BoundField }) {
  const { t } = useTranslation();
  const format = useFormat();
  const value = valueOf(row, field);
  if (value !== undefined) return field === "bytes" ? format.bytes(value) : format.number(value);
  return (
    <span className={classes.none} title={t("limits.unbounded")}>
      –
    </span>
  );
}

function valueOf({ limits, output }: LimitRow["bounds"], field: BoundField): number | undefined {
  return { ...limits, ...output }[field];
}

function SubjectLink({ subject }: { subject: LimitSubject }) {
  const { t } = useTranslation();
  const common = { className: classes.subject, resetScroll: false };
  if (subject.kind === "default")
    return (
      <Link {...common} to="/limits/default">
        <IconUsers size={16} aria-hidden />
        <span>
          {t("limits.everyCaller")} <span className={table.dim}>{t("limits.everyCallerHelp")}</span>
        </span>
      </Link>
    );
  if (subject.kind === "tool")
    return (
      <Link {...common} to="/limits/tool/$name" params={{ name: subject.name }}>
        <IconTool size={16} aria-hidden />
        <span>
          <code>{subject.name}</code> <span className={table.dim}>{t("limits.toolHelp")}</span>
        </span>
      </Link>
    );
  return (
    <Link {...common} to="/limits/key/$id" params={{ id: subject.id }}>
      <IconKey size={16} aria-hidden />
      <span>
        <bdi>{subject.name}</bdi> <span className={table.dim}>{t("limits.keyHelp")}</span>
      </span>
    </Link>
  );
}
