import { localPrincipal, silentLogger, type BusEvent, type AuditOutcome, type AuditRecord } from "@mcp-tools/core";
import type { CallAnswer, ToolCall } from "./call/tool-call.ts";
import {
  InputRequired,
  silentClient,
  type ClientEra,
  type ClientFeature,
  type ClientPort,
  type ClientRequest,
} from "./client-port.ts";
import { createToolbox, type ToolboxDeps } from "./create-toolbox.ts";
import type { Definition, Stores } from "./define-tool.ts";
import type { Toolbox } from "./toolbox.ts";

export interface TestToolbox {
  readonly toolbox: Toolbox;
  /** Rows recorded so far. */
  readonly rows: readonly AuditRecord[];
  readonly ended: readonly { tool: string; outcome: AuditOutcome; durationMs: number }[];
  readonly announced: readonly BusEvent[];
  /** Calls with {@link createTestCall}. */
  call(tool: string, args?: unknown, overrides?: Partial<ToolCall>): Promise<CallAnswer>;
}

/** A toolbox with these definitions as its only pack, `test`, over fakes that remember what they were told. */
export function createTestToolbox(definitions: readonly Definition[], deps: Partial<ToolboxDeps> = {}): TestToolbox {
  const rows: AuditRecord[] = [];
  const ended: { tool: string; outcome: AuditOutcome; durationMs: number }[] = [];
  const announced: BusEvent[] = [];
  const toolbox = createToolbox({
    stores: {} as Stores,
    audit: { record: async (row) => void rows.push(row), isAvailable: () => true },
    logger: silentLogger,
    announce: (event) => announced.push(event),
    onCallEnd: (tool, outcome, durationMs) => ended.push({ tool, outcome, durationMs }),
    timeoutMs: 2_000,
    resultBytesMax: 1_000_000,
    loadPacks: async () => [{ name: "test", description: "Tools under test", definitions }],
    ...deps,
  });
  const call: TestToolbox["call"] = (tool, args, overrides) => toolbox.callTool(createTestCall(tool, args, overrides));
  return { toolbox, rows, ended, announced, call };
}

/** A call by the local principal over a client that can be asked nothing. */
export function createTestCall(tool: string, args?: unknown, overrides: Partial<ToolCall> = {}): ToolCall {
  return {
    tool,
    arguments: args,
    principal: localPrincipal,
    transport: "cli",
    client: silentClient,
    signal: new AbortController().signal,
    ...overrides,
  };
}

/** A promise to settle by hand. */
export function createGate<T = void>(): {
  promise: Promise<T>;
  resolve: (value: T) => void;
  reject: (reason: unknown) => void;
} {
  let resolve!: (value: T) => void;
  let reject!: (reason: unknown) => void;
  const promise = new Promise<T>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise, resolve, reject };
}

export interface TestClient extends ClientPort {
  /** Every round of questions so far. */
  readonly asked: readonly Readonly<Record<string, ClientRequest>>[];
  readonly logged: readonly { level: string; data: unknown }[];
  readonly releases: number;
}

/**
 * A client that gives these answers, by key; where one is missing it behaves like a 2026-07-28 client that has to be
 * asked first.
 */
export function createTestClient(
  answers: Readonly<Record<string, unknown>> = {},
  features: readonly ClientFeature[] = ["elicitation", "sampling", "roots"],
  era: ClientEra = "modern",
): TestClient {
  const asked: Readonly<Record<string, ClientRequest>>[] = [];
  const logged: { level: string; data: unknown }[] = [];
  let releases = 0;
  return {
    era,
    asked,
    logged,
    get releases() {
      return releases;
    },
    can: (feature) => features.includes(feature),
    async request(requests) {
      asked.push(requests);
      const open = Object.entries(requests).filter(([key]) => !Object.hasOwn(answers, key));
      if (open.length > 0) throw new InputRequired(Object.fromEntries(open));
      return answers;
    },
    log: (level, data) => void logged.push({ level, data }),
    releaseStream: () => {
      releases += 1;
    },
  };
}
