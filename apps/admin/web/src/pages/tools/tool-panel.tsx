import { SegmentedControl, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Tool } from "../../../../src/contract/tool.ts";
import { toolsQuery } from "../../api/queries.ts";
import { AccessTag } from "../../components/access-tag.tsx";
import { Copy } from "../../components/copy.tsx";
import { Fold } from "../../components/fold.tsx";
import { JsonView } from "../../components/json-view.tsx";
import { Prose } from "../../components/prose.tsx";
import { Facts, Section } from "../../components/section.tsx";
import { SidePanel } from "../../components/side-panel.tsx";
import { Empty, Failed, LoadingRows } from "../../components/states.tsx";
import { useFormat } from "../../format/format-context.tsx";
import { SchemaTable } from "./schema-table.tsx";
import classes from "./tools.module.css";

const route = getRouteApi("/tools/$name");

/** One tool, at an address of its own. */
export function ToolPanel() {
  const { t } = useTranslation();
  const { name } = route.useParams();
  const navigate = route.useNavigate();
  const query = useQuery(toolsQuery());
  const tool = query.data?.tools.find((one) => one.name === name);
  return (
    <SidePanel
      title={<code>{name}</code>}
      label={name}
      onClose={() => void navigate({ to: "/tools", search: (old) => old, resetScroll: false })}
    >
      {tool !== undefined ? (
        <ToolDetails tool={tool} />
      ) : query.data !== undefined ? (
        <Empty title={t("tools.gone")} help={t("tools.goneHelp")} />
      ) : query.isError ? (
        <Failed query={query} />
      ) : (
        <LoadingRows rows={6} height={40} />
      )}
    </SidePanel>
  );
}

function ToolDetails({ tool }: { tool: Tool }) {
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
    <>
      {tool.title !== undefined && <Text fw={600}>{tool.title}</Text>}
      <Fold>
        <Prose text={tool.description} />
      </Fold>
      <Facts
        items={[
          [t("tools.access"), <AccessTag key="access" access={tool.access} />],
          [t("tools.pack"), tool.pack],
          [t("tools.hints"), hints.length === 0 ? t("tools.noHints") : hints.join(", ")],
          [t("tools.timeout"), format.duration(tool.timeoutMs)],
          [t("tools.tokens"), format.number(tool.tokens)],
        ]}
      />
      <Link to="/activity" search={{ tool: tool.name }}>
        {t("tools.callsAll")}
      </Link>
      <Schemas tool={tool} />
    </>
  );
}

function Schemas({ tool: { inputSchema, outputSchema } }: { tool: Tool }) {
  const { t } = useTranslation();
  const [view, setView] = useState("table");
  const show = (schema: Tool["inputSchema"], empty: string) =>
    view === "json" ? <JsonView value={schema} /> : <SchemaTable schema={schema} empty={empty} />;
  return (
    <div className={classes.schemas}>
      <SegmentedControl
        size="xs"
        style={{ alignSelf: "flex-start" }}
        aria-label={t("tools.view")}
        value={view}
        onChange={setView}
        data={[
          { value: "table", label: t("tools.asTable") },
          { value: "json", label: t("tools.asJson") },
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
    </div>
  );
}
