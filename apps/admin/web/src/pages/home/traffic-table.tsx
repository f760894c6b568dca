import { Table } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Bucket } from "../../../../src/contract/call.ts";
import table from "../../components/data-table.module.css";
import { useFormat } from "../../format/format-context.tsx";

/** The chart's figures, newest first. */
export function TrafficTable({ buckets }: { buckets: readonly Bucket[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Table className={table.table} stickyHeader verticalSpacing={4}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t("home.from")}</Table.Th>
          <Table.Th>{t("home.calls")}</Table.Th>
          <Table.Th>{t("home.failedCalls")}</Table.Th>
          <Table.Th>{t("home.refusedCalls")}</Table.Th>
          <Table.Th>p50</Table.Th>
          <Table.Th>p95</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {buckets.toReversed().map((bucket) => (
          <Table.Tr key={bucket.startedAt}>
            <Table.Td>{format.clock(bucket.startedAt)}</Table.Td>
            <Table.Td>{format.number(bucket.calls)}</Table.Td>
            <Table.Td>{format.number(bucket.failed)}</Table.Td>
            <Table.Td>{format.number(bucket.refused)}</Table.Td>
            <Table.Td>{bucket.calls === 0 ? "–" : format.duration(bucket.p50Ms)}</Table.Td>
            <Table.Td>{bucket.calls === 0 ? "–" : format.duration(bucket.p95Ms)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
