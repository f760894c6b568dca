import { memo } from "react";
import { useTranslation } from "react-i18next";
import type { CallSummary } from "../../../../src/contract/call.ts";
import { Clip } from "../../components/clip.tsx";
import table from "../../components/data-table.module.css";
import { DataTable, type Column } from "../../components/data-table.tsx";
import { OutcomeTag } from "../../components/outcome-tag.tsx";
import { useFormat } from "../../format/format-context.tsx";
import classes from "./activity.module.css";
import { EntryLink } from "./entry-link.tsx";

/** Kept as it is while calls only wait to be shown. */
export const CallTable = memo(function CallTable({
  calls,
  selected,
}: {
  calls: readonly CallSummary[];
  selected: string | undefined;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const through = ({ client, transport }: CallSummary) =>
    [client, t(`transport.${transport}`)].filter(Boolean).join(" · ");
  const columns: Column<CallSummary>[] = [
    { name: t("activity.time"), width: 120, render: (call) => <EntryLink entry={call} /> },
    { name: t("activity.outcome"), width: 120, render: ({ outcome }) => <OutcomeTag outcome={outcome} /> },
    {
      name: t("activity.tool"),
      render: ({ tool, message, argumentsPreview }) => (
        <>
          <code>{tool}</code>
          <span className={classes.preview}>{message ?? argumentsPreview}</span>
        </>
      ),
    },
    {
      name: t("activity.principal"),
      from: "md",
      spare: true,
      width: 170,
      render: ({ principalId }) => <Clip text={principalId} />,
    },
    {
      name: t("activity.client"),
      from: "lg",
      spare: true,
      width: 220,
      render: (call) => <Clip text={through(call)} />,
    },
    { name: t("activity.duration"), numeric: true, width: 90, render: ({ durationMs }) => format.duration(durationMs) },
    {
      name: t("activity.size"),
      numeric: true,
      from: "md",
      spare: true,
      width: 90,
      render: ({ resultBytes }) => format.bytes(resultBytes),
    },
  ];
  return (
    <DataTable
      label={t("pages.activity")}
      items={calls}
      columns={columns}
      selected={selected}
      keyOf={({ id }) => id}
      renderCard={(call) => (
        <>
          <div className={table.cardRow}>
            <code>{call.tool}</code>
            <OutcomeTag outcome={call.outcome} />
          </div>
          <span className={classes.preview}>{call.message ?? call.argumentsPreview}</span>
          <div className={`${table.cardRow} ${table.dim}`}>
            <EntryLink entry={call} />
            <Clip text={`${call.principalId} · ${format.duration(call.durationMs)}`} />
          </div>
        </>
      )}
    />
  );
});
