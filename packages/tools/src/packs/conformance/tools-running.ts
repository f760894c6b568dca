import { setTimeout as wait } from "node:timers/promises";
import { defineTool, type Definition } from "../../define-tool.ts";

const STEP_MS = 50;
/** Long enough for the client to notice the closed stream and come back while the tool still runs. */
const RECONNECT_MS = 1_000;

/** Tools that report while they run, let go of their stream, or announce changes to every client. */
export const runningTools: readonly Definition[] = [
  defineTool({
    name: "test_tool_with_progress",
    description: "Reports progress 0, 50 and 100 of 100, where the client asked for progress.",
    access: "read",
    async run(_input, { progress, signal }) {
      progress(0, 100);
      await wait(STEP_MS, undefined, { signal });
      progress(50, 100);
      await wait(STEP_MS, undefined, { signal });
      progress(100, 100);
      return "Progress reported.";
    },
  }),
  defineTool({
    name: "test_tool_with_logging",
    description: "Sends three info log messages to the client.",
    access: "read",
    async run(_input, { logToClient, signal }) {
      logToClient("info", "Tool execution started");
      await wait(STEP_MS, undefined, { signal });
      logToClient("info", "Tool processing data");
      await wait(STEP_MS, undefined, { signal });
      logToClient("info", "Tool execution completed");
      return "Messages logged.";
    },
  }),
  defineTool({
    name: "test_logging_tool",
    description:
      "Sends one info log message, which a 2026-07-28 client must not receive unless its request set a log level.",
    access: "read",
    run(_input, { logToClient }) {
      logToClient("info", "Only for requests that set a log level");
      return "Message logged.";
    },
  }),
  defineTool({
    name: "test_reconnection",
    description:
      "Closes its response stream, and finishes about a second later for the client that came back (SEP-1699).",
    access: "read",
    async run(_input, { releaseStream, signal }) {
      releaseStream();
      await wait(RECONNECT_MS, undefined, { signal });
      return "Finished after the stream was closed.";
    },
  }),
  defineTool({
    name: "test_trigger_tool_change",
    description: "Announces that the list of tools changed.",
    access: "read",
    run(_input, { announce }) {
      announce({ kind: "tools_changed" });
      return "Announced: tools changed.";
    },
  }),
  defineTool({
    name: "test_trigger_prompt_change",
    description: "Announces that the list of prompts changed.",
    access: "read",
    run(_input, { announce }) {
      announce({ kind: "prompts_changed" });
      return "Announced: prompts changed.";
    },
  }),
  defineTool({
    name: "test_trigger_resource_update",
    description: "Announces that test://watched-resource was updated, for those who subscribed to it.",
    access: "read",
    run(_input, { announce }) {
      announce({ kind: "resource_updated", uri: "test://watched-resource" });
      return "Announced: test://watched-resource updated.";
    },
  }),
];
