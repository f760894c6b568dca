import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Key } from "../../../../src/contract/keys.ts";
import table from "../../components/data-table.module.css";
import { DataTable, type Column } from "../../components/data-table.tsx";
import { TimeAgo } from "../../components/time-ago.tsx";
import { useNow } from "../../format/format-context.tsx";
import { KeyAccess, KeyTools } from "./key-scope.tsx";
import { KeyStateTag } from "./key-state-tag.tsx";
import { prefixOf, statesOf } from "./key-states.ts";
import classes from "./keys.module.css";
import { readKeysSearch } from "./keys-search.ts";

export function KeyTable({ keys, selected }: { keys: readonly Key[]; selected: string | undefined }) {
  const { t } = useTranslation();
  const now = useNow();
  const columns: Column<Key>[] = [
    { name: t("keys.name"), ...(selected === undefined && { width: "22%" }), render: (key) => <KeyLink of={key} /> },
    { name: t("keys.state"), width: 140, render: (key) => <KeyStateTag state={statesOf(key, now)[0]} /> },
    { name: t("keys.sees"), from: "md", spare: true, render: (key) => <KeyTools grant={key.grant} /> },
    {
      name: t("keys.access"),
      from: "lg",
      spare: true,
      width: 290,
      render: (key) => <KeyAccess grant={key.grant} />,
    },
    { name: t("keys.expires"), width: 130, spare: true, render: (key) => <Expiry of={key} /> },
    { name: t("keys.lastUsed"), width: 160, render: (key) => <LastUse of={key} /> },
  ];
  return (
    <DataTable
      label={t("pages.keys")}
      items={keys}
      columns={columns}
      selected={selected}
      keyOf={({ id }) => id}
      renderCard={(key) => (
        <>
          <div className={table.cardRow}>
            <KeyLink of={key} />
            <KeyStateTag state={statesOf(key, now)[0]} />
          </div>
          <KeyTools grant={key.grant} />
          <div className={`${table.cardRow} ${table.dim}`}>
            <span>
              {t("keys.lastUsed")}: <LastUse of={key} inline />
            </span>
            <span>
              {t("keys.expires")}: <Expiry of={key} />
            </span>
          </div>
        </>
      )}
    />
  );
}

function KeyLink({ of: key }: { of: Key }) {
  const prefix = prefixOf(key);
  return (
    <Link
      to="/keys/$keyId"
      params={{ keyId: key.id }}
      search={readKeysSearch}
      className={classes.name}
      resetScroll={false}
    >
      <bdi className={classes.clip}>{key.name}</bdi>
      {prefix !== undefined && <code className={classes.prefix}>{prefix}…</code>}
    </Link>
  );
}

function Expiry({ of: { expiresAt } }: { of: Key }) {
  const { t } = useTranslation();
  return expiresAt === undefined ? <span className={classes.dim}>{t("keys.never")}</span> : <TimeAgo at={expiresAt} />;
}

function LastUse({ of: { lastUsedAt, lastUsedFrom }, inline = false }: { of: Key; inline?: boolean }) {
  const { t } = useTranslation();
  if (lastUsedAt === undefined) return <span className={classes.dim}>{t("keys.neverUsed")}</span>;
  return (
    <>
      <TimeAgo at={lastUsedAt} />
      {lastUsedFrom !== undefined && !inline && <div className={classes.second}>{lastUsedFrom}</div>}
    </>
  );
}
