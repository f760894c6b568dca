import { Alert, Button, SegmentedControl, Select } from "@mantine/core";
import { IconPlayerPlay, IconPlayerStop } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useId, useRef, useState, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import type { Access } from "../../../../../src/contract/tool.ts";
import { policyQuery } from "../../../api/policy.ts";
import { useMay, useMe } from "../../../app/use-me.ts";
import { useSettled } from "../../../components/use-settled.ts";
import { placesOf } from "../explain-access.ts";
import type { ShownTool } from "../shown-tools.ts";
import { CallView } from "./call-view.tsx";
import { FormBoundary } from "./form-boundary.tsx";
import { JsonArguments } from "./json-arguments.tsx";
import { parseArguments } from "./parse-arguments.ts";
import { SameCall } from "./same-call.tsx";
import { SchemaForm } from "./schema-form.tsx";
import classes from "./try-it.module.css";
import { useToolCall } from "./use-tool-call.ts";

type Arguments = Readonly<Record<string, unknown>>;

/** Calls a tool as whoever is signed in: the arguments at the left, what comes of it at the right. */
export function TryIt({ shown }: { shown: ShownTool }) {
  const { t } = useTranslation();
  const me = useMe();
  const call = useToolCall();
  const input = useArguments();
  const formId = useId();
  const form = useRef<HTMLDivElement>(null);
  const [toolset, setToolset] = useState<string | null>(null);
  const isRunning = call.state.phase === "running";

  const run = (args: Arguments) => void call.run({ tool: shown.name, arguments: args, toolset: toolset ?? undefined });
  const submit = () => form.current?.querySelector("form")?.requestSubmit();
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || isRunning) return;
    event.preventDefault();
    submit();
  };

  return (
    <div className={classes.both}>
      <div className={classes.left} ref={form} onKeyDown={onKeyDown}>
        <div className={classes.bar}>
          <SegmentedControl
            size="xs"
            aria-label={t("tools.try.how")}
            value={input.mode}
            onChange={(mode) => input.setMode(mode === "json" ? "json" : "form")}
            data={[
              { value: "form", label: t("tools.try.form") },
              { value: "json", label: t("tools.try.json") },
            ]}
          />
          <ToolsetSelect tool={shown.name} value={toolset} onChange={setToolset} />
        </div>
        {input.mode === "form" ? (
          <FormBoundary key={shown.name} onBroken={() => input.setMode("json")}>
            <SchemaForm
              id={formId}
              schema={shown.tool.inputSchema}
              value={input.value}
              onChange={input.setValue}
              onSubmit={run}
            />
          </FormBoundary>
        ) : (
          <JsonArguments id={formId} text={input.text} onChange={input.setText} onSubmit={run} />
        )}
        {!shown.isOn && <Alert color="yellow">{t("tools.try.off")}</Alert>}
        <div className={classes.bar}>
          <RunButton formId={formId} access={shown.tool.access} isRunning={isRunning} onStop={call.stop} />
          <span className={classes.as}>{t("tools.try.as", { name: me?.name ?? "" })}</span>
        </div>
        <SameCall tool={shown.tool} toolset={toolset ?? undefined} args={input.current()} />
      </div>
      <section className={classes.right} aria-label={t("tools.try.result")}>
        <CallView state={call.state} />
      </section>
    </div>
  );
}

/** One element for both, so that it keeps the focus. The second press of two does not undo, or do again, the first. */
function RunButton({
  formId,
  access,
  isRunning,
  onStop,
}: {
  formId: string;
  access: Access;
  isRunning: boolean;
  onStop: () => void;
}) {
  const { t } = useTranslation();
  const isSettled = useSettled(500, isRunning);
  const Icon = isRunning ? IconPlayerStop : IconPlayerPlay;
  return (
    // A press that passes by does not take the focus away.
    <span role="presentation" onMouseDown={(event) => void (isSettled || event.preventDefault())}>
      <Button
        type="submit"
        form={formId}
        className={isSettled ? undefined : classes.unsettled}
        {...(isRunning ? { variant: "default" } : { color: access === "destructive" ? "red" : "iris" })}
        leftSection={<Icon size={16} aria-hidden />}
        onClick={(event) => {
          if (isRunning || !isSettled) event.preventDefault();
          if (isRunning && isSettled) onStop();
        }}
        // A key held down is one press.
        onKeyDown={(event) => void (event.repeat && event.key === "Enter" && event.preventDefault())}
      >
        {t(isRunning ? "tools.try.stop" : "tools.try.run")}
      </Button>
    </span>
  );
}

/** As if the call came through the endpoint of one of the toolsets that show the tool. */
function ToolsetSelect({
  tool,
  value,
  onChange,
}: {
  tool: string;
  value: string | null;
  onChange: (toolset: string | null) => void;
}) {
  const { t } = useTranslation();
  const may = useMay();
  const { data } = useQuery({ ...policyQuery(), enabled: may("policy.read") });
  const toolsets = [...new Set(placesOf(tool, data?.document.toolsets ?? []).map((place) => place.toolset))];
  if (toolsets.length === 0) return null;
  return (
    <Select
      size="xs"
      className={classes.toolset}
      aria-label={t("tools.try.toolset")}
      placeholder={t("tools.try.noToolset")}
      clearable
      value={value}
      onChange={onChange}
      data={toolsets}
    />
  );
}

/** One set of arguments, as a form and as JSON. */
function useArguments() {
  const [mode, setMode] = useState<"form" | "json">("form");
  const [value, setValue] = useState<Arguments>({});
  const [text, setText] = useState("{}");
  return {
    mode,
    value,
    text,
    setValue,
    setText,
    setMode(next: "form" | "json") {
      const parsed = parseArguments(text);
      if (next === "json") setText(JSON.stringify(value, null, 2));
      else if (parsed.ok) setValue(parsed.value);
      setMode(next);
    },
    current(): Arguments {
      if (mode === "form") return value;
      const parsed = parseArguments(text);
      return parsed.ok ? parsed.value : {};
    },
  };
}
