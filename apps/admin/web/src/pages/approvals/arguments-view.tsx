import { SegmentedControl, Text } from "@mantine/core";
import { IconLock } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Approval } from "../../../../src/contract/approvals.ts";
import { Copy } from "../../components/copy.tsx";
import { Fold } from "../../components/fold.tsx";
import { JsonView } from "../../components/json-view.tsx";
import { Section } from "../../components/section.tsx";
import classes from "./approvals.module.css";
import { argumentRows, isMasked, type ArgumentRow } from "./argument-rows.ts";
import { ArgumentsDiff } from "./arguments-diff.tsx";
import { parseArguments } from "./pretty-arguments.ts";

interface ArgumentsViewProps {
  readonly approval: Approval;
  readonly lastApproved: Approval | undefined;
  readonly schema: Readonly<Record<string, unknown>> | undefined;
}

/** What the tool would be called with, and how that differs from the last time it was allowed. */
export function ArgumentsView({ approval, lastApproved, schema }: ArgumentsViewProps) {
  const { t } = useTranslation();
  const [view, setView] = useState("form");
  const value = parseArguments(approval.arguments);
  const before = lastApproved === undefined ? undefined : parseArguments(lastApproved.arguments);
  const rows = argumentRows(value, before, schema);
  return (
    <>
      <Section
        title={t("activity.arguments")}
        action={
          <span className={classes.tools}>
            {rows !== undefined && (
              <SegmentedControl
                size="xs"
                aria-label={t("approvals.view")}
                value={view}
                onChange={setView}
                data={[
                  { value: "form", label: t("approvals.asForm") },
                  { value: "json", label: t("actions.asJson") },
                ]}
              />
            )}
            <Copy text={approval.arguments} label={t("activity.arguments")} />
          </span>
        }
      >
        {value === undefined ? (
          <RawText text={approval.arguments} />
        ) : rows === undefined || view === "json" ? (
          <JsonView value={value} />
        ) : (
          <Form rows={rows} />
        )}
      </Section>
      <Section title={t("approvals.diff")}>
        <ArgumentsDiff
          now={value}
          lastApproved={lastApproved}
          isSame={lastApproved?.argumentsDigest === approval.argumentsDigest}
        />
      </Section>
    </>
  );
}

function RawText({ text }: { text: string }) {
  const { t } = useTranslation();
  return (
    <>
      <p>{t("activity.notJson")}</p>
      <Fold>
        <pre className={classes.raw}>{text}</pre>
      </Fold>
    </>
  );
}

function Form({ rows }: { rows: readonly ArgumentRow[] }) {
  const { t } = useTranslation();
  if (rows.length === 0) return <Text c="dimmed">{t("approvals.noArguments")}</Text>;
  return (
    <dl className={classes.form}>
      {rows.map((row) => (
        <div key={row.name} className={classes.field} data-change={row.change}>
          <dt>
            <bdi className={classes.fieldName}>{row.name}</bdi>
            {row.change !== undefined && row.change !== "same" && (
              <span className={classes.change}>{t(`approvals.change.${row.change}`)}</span>
            )}
            {row.help !== undefined && <span className={classes.help}>{row.help}</span>}
          </dt>
          <dd>
            <Value value={row.value} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Value({ value }: { value: unknown }) {
  const { t } = useTranslation();
  if (typeof value === "object" && value !== null) return <JsonView value={value} />;
  if (isMasked(value))
    return (
      <span className={classes.secret} title={t("approvals.masked")}>
        <IconLock size={14} aria-hidden />
        <code>{String(value)}</code> <span className={classes.dim}>{t("approvals.maskedShort")}</span>
      </span>
    );
  if (value === "") return <span className={classes.dim}>{t("approvals.emptyText")}</span>;
  return (
    <Fold>
      <code className={classes.value}>{String(value)}</code>
    </Fold>
  );
}
