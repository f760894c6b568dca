import { Text } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Approval } from "../../../../src/contract/approvals.ts";
import { Fold } from "../../components/fold.tsx";
import { TimeAgo } from "../../components/time-ago.tsx";
import classes from "./approvals.module.css";
import { diffRows, type DiffRow } from "./diff-rows.ts";
import { parseArguments, prettyArguments } from "./pretty-arguments.ts";

interface ArgumentsDiffProps {
  readonly now: unknown;
  readonly lastApproved: Approval | undefined;
  readonly isSame: boolean;
}

/** Against the last call of this tool by this caller that was allowed: beside each other where there is room. */
export function ArgumentsDiff({ now, lastApproved, isSame }: ArgumentsDiffProps) {
  const { t } = useTranslation();
  const wide = useMediaQuery("(min-width: 62em)", undefined, { getInitialValueInEffect: false }) ?? true;
  const earlier = lastApproved?.arguments;
  const rows = useMemo(() => {
    const before = earlier === undefined ? undefined : prettyArguments(parseArguments(earlier));
    const after = prettyArguments(now);
    return before === undefined || after === undefined ? undefined : diffRows(before, after);
  }, [earlier, now]);

  if (lastApproved === undefined) return <Text c="dimmed">{t("approvals.noLast")}</Text>;
  if (isSame) return <Text>{t("approvals.sameAsLast")}</Text>;
  if (rows === undefined) return <Text c="dimmed">{t("approvals.tooDifferent")}</Text>;
  if (rows.every(({ kind }) => kind !== "changed")) return <Text>{t("approvals.sameButMasked")}</Text>;
  return (
    <Fold>
      <table className={classes.diff} data-wide={wide}>
        <thead>
          <tr>
            <th scope="col">
              {t("approvals.before")} · <TimeAgo at={lastApproved.decidedAt ?? lastApproved.createdAt} />
            </th>
            {wide && <th scope="col">{t("approvals.after")}</th>}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, at) => (wide ? <WideRow key={at} row={row} /> : <NarrowRow key={at} row={row} />))}
        </tbody>
      </table>
    </Fold>
  );
}

function WideRow({ row }: { row: DiffRow }) {
  if (row.kind === "skipped") return <Skipped count={row.count} columns={2} />;
  const changed = row.kind === "changed";
  return (
    <tr>
      <Line text={row.before} side={changed ? "before" : undefined} />
      <Line text={row.after} side={changed ? "after" : undefined} />
    </tr>
  );
}

function NarrowRow({ row }: { row: DiffRow }) {
  if (row.kind === "skipped") return <Skipped count={row.count} columns={1} />;
  if (row.kind === "same")
    return (
      <tr>
        <Line text={row.after} side={undefined} />
      </tr>
    );
  return (
    <>
      {row.before !== undefined && (
        <tr>
          <Line text={row.before} side="before" />
        </tr>
      )}
      {row.after !== undefined && (
        <tr>
          <Line text={row.after} side="after" />
        </tr>
      )}
    </>
  );
}

function Line({ text, side }: { text: string | undefined; side: "before" | "after" | undefined }) {
  if (text === undefined) return <td data-side="none" />;
  const sign = side === "before" ? "−" : side === "after" ? "+" : " ";
  const Element = side === "before" ? "del" : side === "after" ? "ins" : "span";
  return (
    <td data-side={side}>
      <span className={classes.sign} aria-hidden>
        {sign}
      </span>
      <Element>{text}</Element>
    </td>
  );
}

function Skipped({ count, columns }: { count: number; columns: number }) {
  const { t } = useTranslation();
  return (
    <tr>
      <td colSpan={columns} className={classes.skipped}>
        {t("approvals.skipped", { count })}
      </td>
    </tr>
  );
}
