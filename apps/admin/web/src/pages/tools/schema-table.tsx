import { Table, Text } from "@mantine/core";
import { IconLock } from "@tabler/icons-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import table from "../../components/data-table.module.css";
import { Prose } from "../../components/prose.tsx";
import { Tag } from "../../components/tag.tsx";
import { schemaRows, type SchemaRow } from "./schema-rows.ts";
import classes from "./tools.module.css";

/** A schema as people read it: one field a line. */
export function SchemaTable({ schema, empty }: { schema: Readonly<Record<string, unknown>>; empty: string }) {
  const { t } = useTranslation();
  const rows = useMemo(() => schemaRows(schema), [schema]);
  if (rows.length === 0) return <Text c="dimmed">{empty}</Text>;
  return (
    <Table className={table.table} verticalSpacing={6} horizontalSpacing={8}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col" w="38%">
            {t("tools.field")}
          </Table.Th>
          <Table.Th scope="col">{t("tools.meaning")}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.map((row) => (
          <Table.Tr key={row.path}>
            <Table.Td
              className={classes.field}
              style={{ verticalAlign: "top", paddingInlineStart: 8 + row.depth * 16 }}
            >
              <code title={row.path}>{row.name}</code>
              <span className={classes.required} data-required={row.required}>
                {t(row.required ? "tools.required" : "tools.optional")}
              </span>
            </Table.Td>
            <Table.Td>
              <Meaning row={row} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Meaning({ row: { type, secret, description, options, limits, ...row } }: { row: SchemaRow }) {
  const { t } = useTranslation();
  return (
    <>
      <code>{type}</code>{" "}
      {secret && (
        <Tag meaning="attention" icon={IconLock}>
          {t("tools.secret")}
        </Tag>
      )}
      {description !== undefined && <Prose text={description} />}
      <div className={classes.limits}>
        {options !== undefined && (
          <span>
            {t("tools.oneOf")} <code>{options.join(" ")}</code>
          </span>
        )}
        {limits.length > 0 && <code>{limits.join(", ")}</code>}
        {row.default !== undefined && (
          <span>
            {t("tools.default")} <code>{row.default}</code>
          </span>
        )}
      </div>
    </>
  );
}
