import { Progress, Text } from "@mantine/core";
import { IconAlertTriangle, IconCheck, IconHourglass, IconPlayerStop } from "@tabler/icons-react";
import { estimateTokens } from "@mcp-tools/core";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { CallToolResult } from "../../../../../src/contract/try-it.ts";
import { Copy } from "../../../components/copy.tsx";
import { JsonView } from "../../../components/json-view.tsx";
import { Section } from "../../../components/section.tsx";
import { Tag } from "../../../components/tag.tsx";
import { useFormat } from "../../../format/format-context.tsx";
import { approvalIn } from "./approval-in.ts";
import { ContentBlock } from "./content-block.tsx";
import classes from "./try-it.module.css";
import type { ToolCallState } from "./use-tool-call.ts";

/** What becomes of a call. */
export function CallView({ state }: { state: ToolCallState }) {
  const { t } = useTranslation();
  const format = useFormat();
  switch (state.phase) {
    case "idle":
      return <Text c="dimmed">{t("tools.try.nothing")}</Text>;
    case "running":
      return <Running state={state} />;
    case "stopped":
      return (
        <div role="status" className={classes.status}>
          <Tag meaning="unknown" icon={IconPlayerStop}>
            {t("outcome.cancelled")}
          </Tag>
          {t("tools.try.stopped", { time: format.duration(state.tookMs) })}
        </div>
      );
    case "failed":
      return (
        <div role="alert" className={classes.status}>
          <Tag meaning="bad" icon={IconAlertTriangle}>
            {t("tools.try.failed")}
          </Tag>
          <span className={classes.message}>{state.message ?? t("tools.try.lost")}</span>
        </div>
      );
    case "done":
      return <Result result={state.result} tookMs={state.tookMs} />;
  }
}

function Running({ state: { startedAt, progress } }: { state: Extract<ToolCallState, { phase: "running" }> }) {
  const { t } = useTranslation();
  const format = useFormat();
  const elapsed = useElapsed(startedAt);
  const approval = approvalIn(progress?.message);
  const share = progress?.total === undefined || progress.total <= 0 ? undefined : progress.done / progress.total;
  return (
    <div className={classes.running}>
      <div role="status" className={classes.status}>
        <Tag meaning="waiting" icon={IconHourglass}>
          {t(approval === undefined ? "tools.try.progress" : "tools.try.waits")}
        </Tag>
        <span aria-live="off">{t("tools.try.running", { time: format.span(elapsed) })}</span>
      </div>
      {approval !== undefined && <Waiting approval={approval} />}
      {approval === undefined && progress !== undefined && (
        <>
          {share !== undefined && (
            <Progress
              value={Math.min(100, share * 100)}
              aria-label={t("tools.try.progress")}
              transitionDuration={100}
            />
          )}
          <bdi className={classes.message}>
            {[
              progress.total === undefined
                ? format.number(progress.done)
                : `${format.number(progress.done)} / ${format.number(progress.total)}`,
              progress.message,
            ]
              .filter(Boolean)
              .join(" · ")}
          </bdi>
        </>
      )}
    </div>
  );
}

/** Opened beside this page: leaving it would end the call. */
function Waiting({ approval }: { approval: string }) {
  const { t } = useTranslation();
  return (
    <p className={classes.waiting}>
      {t("tools.try.waitsHelp")}{" "}
      <a href={`/approvals/${encodeURIComponent(approval)}`} target="_blank" rel="noopener">
        {t("tools.try.openApproval")}
      </a>
    </p>
  );
}

function useElapsed(startedAt: number): number {
  const [now, setNow] = useState(startedAt);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return Math.max(0, now - startedAt);
}

function Result({ result, tookMs }: { result: CallToolResult; tookMs: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const text = JSON.stringify({ content: result.content, structuredContent: result.structuredContent });
  const approval = result.isError ? approvalIn(textOf(result)) : undefined;
  const isBad = result.isError === true;
  return (
    <div className={classes.result}>
      <div role="status" className={classes.status}>
        {approval !== undefined ? (
          <Tag meaning="waiting" icon={IconHourglass}>
            {t("tools.try.waits")}
          </Tag>
        ) : (
          <Tag meaning={isBad ? "bad" : "good"} icon={isBad ? IconAlertTriangle : IconCheck}>
            {t(isBad ? "tools.try.failed" : "tools.try.ok")}
          </Tag>
        )}
        <span className={classes.figures}>
          {t("tools.try.took", {
            time: format.duration(tookMs),
            size: format.bytes(new TextEncoder().encode(text).length),
            tokens: format.number(estimateTokens(text)),
          })}
        </span>
        <Copy text={JSON.stringify(result, null, 2)} label={t("tools.try.result")} />
      </div>
      {approval !== undefined && <Waiting approval={approval} />}
      {result.content.length === 0 && result.structuredContent === undefined && (
        <Text c="dimmed">{t("tools.try.empty")}</Text>
      )}
      {shownBlocks(result).map((block, at) => (
        <ContentBlock key={at} block={block} />
      ))}
      {result.structuredContent !== undefined && (
        <Section title={t("tools.try.structured")}>
          <JsonView value={result.structuredContent} />
        </Section>
      )}
    </div>
  );
}

function textOf({ content }: CallToolResult): string {
  return content.map((block) => (typeof block["text"] === "string" ? block["text"] : "")).join("\n");
}

/** A text that only repeats the structured content is not shown twice. */
function shownBlocks({ content, structuredContent }: CallToolResult): CallToolResult["content"] {
  if (structuredContent === undefined) return content;
  const structured = JSON.stringify(structuredContent);
  return content.filter(({ type, text }) => {
    if (type !== "text" || typeof text !== "string") return true;
    try {
      return JSON.stringify(JSON.parse(text)) !== structured;
    } catch {
      return true;
    }
  });
}
