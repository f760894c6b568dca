import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import table from "../../components/data-table.module.css";
import { DataTable, type Column } from "../../components/data-table.tsx";
import { TimeAgo } from "../../components/time-ago.tsx";
import { keyOfRow, type CredentialRow } from "./credential-rows.ts";
import { CredentialTag } from "./credential-tag.tsx";
import classes from "./credentials.module.css";

interface CredentialTableProps {
  readonly rows: readonly CredentialRow[];
  readonly selected: string | undefined;
  nameOf(principalId: string): string;
}

export function CredentialTable({ rows, selected, nameOf }: CredentialTableProps) {
  const { t } = useTranslation();
  const owner = ({ principalId }: CredentialRow) =>
    principalId === undefined ? t("credentials.shared") : nameOf(principalId);
  const columns: Column<CredentialRow>[] = [
    { name: t("credentials.name"), render: (row) => <CredentialLink row={row} /> },
    { name: t("credentials.state.label"), width: 150, render: (row) => <CredentialTag row={row} /> },
    {
      name: t("credentials.owner"),
      width: 200,
      render: (row) => (
        <bdi className={table.clip} title={owner(row)}>
          {owner(row)}
        </bdi>
      ),
    },
    { name: t("credentials.neededBy"), from: "md", spare: true, render: (row) => <NeededBy row={row} /> },
    {
      name: t("credentials.changed"),
      from: "md",
      spare: true,
      width: 140,
      render: ({ stored }) => stored && <TimeAgo at={stored.updatedAt} />,
    },
  ];
  return (
    <DataTable
      label={t("pages.credentials")}
      items={rows}
      columns={columns}
      selected={selected}
      keyOf={(row) => keyOfRow(row)}
      renderCard={(row) => (
        <>
          <div className={table.cardRow}>
            <CredentialLink row={row} />
            <CredentialTag row={row} />
          </div>
          <div className={`${table.cardRow} ${table.dim}`}>
            <bdi className={table.clip}>{owner(row)}</bdi>
            {row.stored !== undefined && <TimeAgo at={row.stored.updatedAt} />}
          </div>
          <span className={table.dim}>
            <NeededBy row={row} />
          </span>
        </>
      )}
    />
  );
}

function NeededBy({ row: { tools } }: { row: CredentialRow }) {
  const { t } = useTranslation();
  const [first] = tools;
  if (first === undefined) return <span className={table.dim}>{t("credentials.neededByNone")}</span>;
  return (
    <span className={table.clip} title={tools.join(", ")}>
      <code>{first}</code>
      {tools.length > 1 && ` ${t("credentials.more", { count: tools.length - 1 })}`}
    </span>
  );
}

function CredentialLink({ row: { name, principalId } }: { row: CredentialRow }) {
  return (
    <Link
      from="/credentials"
      to="/credentials/$name"
      params={{ name }}
      search={({ of: _, ...old }) => ({ ...old, ...(principalId !== undefined && { of: principalId }) })}
      className={classes.name}
      resetScroll={false}
    >
      <code>{name}</code>
    </Link>
  );
}
