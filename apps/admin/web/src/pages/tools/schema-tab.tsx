import { SegmentedControl, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Tool } from "../../../../src/contract/tool.ts";
import { Copy } from "../../components/copy.tsx";
import { JsonView } from "../../components/json-view.tsx";
import { Facts, Section } from "../../components/section.tsx";
import { useFormat } from "../../format/format-context.tsx";
import { SchemaTable } from "./schema-table.tsx";
import classes from "./tools.module.css";

/** What a tool takes and gives, and what it says of itself. */
export function SchemaTab({ tool }: { tool: Tool }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { readOnlyHint, destructiveHint, idempotentHint, openWorldHint } = tool.annotations;
  const hints = [
    readOnlyHint && t("tools.readOnly"),
    destructiveHint && t("tools.destructiveHint"),
    idempotentHint && t("tools.idempotent"),
    openWorldHint === true && t("tools.openWorld"),
  ].filter((hint) => hint !== false);
  return (
    <div className={classes.schemas}>
      <Facts
        items={[
          [t("tools.pack"), tool.pack],
          [t("tools.hints"), hints.length === 0 ? t("tools.noHints") : hints.join(", ")],
          [t("tools.timeout"), format.duration(tool.timeoutMs)],
          [t("tools.tokens"), format.number(tool.tokens)],
        ]}
      />
      <Schemas tool={tool} />
    </div>
  );
}

function Schemas({ tool: { inputSchema, outputSchema } }: { tool: Tool }) {
  const { t } = useTranslation();
  const [view, setView] = useState("table");
  const show = (schema: Tool["inputSchema"], empty: string) =>
    view === "json" ? <JsonView value={schema} /> : <SchemaTable schema={schema} empty={empty} />;
  return (
    <>
      <SegmentedControl
        size="xs"
        style={{ alignSelf: "flex-start" }}
        aria-label={t("tools.view")}
        value={view}
        onChange={setView}
        data={[
          { value: "table", label: t("tools.asTable") },
          { value: "json", label: t("actions.asJson") },
        ]}
      />
      <Section
        title={t("tools.input")}
        action={<Copy text={JSON.stringify(inputSchema, null, 2)} label={t("tools.input")} />}
      >
        {show(inputSchema, t("tools.noArguments"))}
      </Section>
      <Section
        title={t("tools.output")}
        action={
          outputSchema !== undefined && <Copy text={JSON.stringify(outputSchema, null, 2)} label={t("tools.output")} />
        }
      >
        {outputSchema === undefined ? (
          <Text c="dimmed">{t("tools.noOutput")}</Text>
        ) : (
          show(outputSchema, t("tools.noOutput"))
        )}
      </Section>
    </>
  );
}
