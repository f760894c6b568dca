import { memo } from "react";
import { useTranslation } from "react-i18next";
import type { AuditEntry as Entry } from "../../../../src/contract/audit.ts";
import { Clip } from "../../components/clip.tsx";
import table from "../../components/data-table.module.css";
import { DataTable, type Column } from "../../components/data-table.tsx";
import { OutcomeTag } from "../../components/outcome-tag.tsx";
import { useFormat } from "../../format/format-context.tsx";
import classes from "./activity.module.css";
import { KindTag } from "./kind-tag.tsx";
import { EntryLink } from "./entry-link.tsx";

const previewChars = 200;

/** Kept as it is while entries only wait to be shown. */
export const AuditTable = memo(function AuditTable({
  entries,
  selected,
}: {
  entries: readonly Entry[];
  selected: string | undefined;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const columns: Column<Entry>[] = [
    { name: t("activity.time"), width: 120, render: (entry) => <EntryLink entry={entry} /> },
    { name: t("activity.kind"), width: 120, render: ({ kind }) => <KindTag kind={kind} /> },
    { name: t("activity.outcome"), width: 120, render: ({ outcome }) => <OutcomeTag outcome={outcome} /> },
    { name: t("activity.what"), render: (entry) => <What entry={entry} /> },
    {
      name: t("activity.principal"),
      from: "md",
      spare: true,
      width: 170,
      render: ({ principalName }) => <Clip text={principalName} />,
    },
    {
      name: t("activity.client"),
      from: "lg",
      spare: true,
      width: 200,
      render: ({ client, transport }) => (
        <Clip text={[client, t(`transport.${transport}`)].filter(Boolean).join(" · ")} />
      ),
    },
    {
      name: t("activity.duration"),
      numeric: true,
      spare: true,
      width: 90,
      render: ({ kind, durationMs }) => (kind === "call" ? format.duration(durationMs) : ""),
    },
  ];
  return (
    <DataTable
      label={t("pages.activity")}
      items={entries}
      columns={columns}
      selected={selected}
      keyOf={({ id }) => id}
      renderCard={(entry) => (
        <>
          <div className={table.cardRow}>
            <KindTag kind={entry.kind} />
            <OutcomeTag outcome={entry.outcome} />
          </div>
          <What entry={entry} />
          <div className={`${table.cardRow} ${table.dim}`}>
            <EntryLink entry={entry} />
            <Clip text={entry.principalName} />
          </div>
        </>
      )}
    />
  );
});

/** A call is its tool; anything else is what was done, and to what. */
function What({ entry }: { entry: Entry }) {
  const { kind, action, tool, subject, message, arguments: text } = entry;
  return (
    <>
      <code>{kind === "call" ? tool : action}</code>
      {kind !== "call" && (tool || subject) && <Clip text={[tool, subject].filter(Boolean).join(" · ")} />}
      <bdi className={classes.preview}>{(message ?? text).slice(0, previewChars)}</bdi>
    </>
  );
}
