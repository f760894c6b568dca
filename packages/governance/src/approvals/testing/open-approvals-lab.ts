import { AppError, silentLogger, type ApprovalStore, type AuditRecord, type Principal } from "@mcp-tools/core";
import {
  openPolicy,
  type CallAnswer,
  type Decision,
  type Policy,
  type ToolCall,
  type ToolDefinition,
} from "@mcp-tools/tools";
import { createTestCall, createTestToolbox } from "@mcp-tools/tools/testing";
import type { Actor } from "../../actor/actor.ts";
import { createFakeChanges } from "../../testing/create-fake-changes.ts";
import { createMemoryApprovalStore } from "../../testing/create-memory-approval-store.ts";
import { createMemoryClock } from "../../testing/create-memory-clock.ts";
import { createMemoryIdempotencyStore } from "../../testing/create-memory-idempotency-store.ts";
import { createDeduper } from "../../idempotency/create-deduper.ts";
import { createApprovalVerbs, type ApprovalVerbsDeps } from "../create-approval-verbs.ts";
import { createApprover } from "../create-approver.ts";
import { createSweeper } from "../create-sweeper.ts";

export const caller: Principal = { id: "key:ci", kind: "key", name: "ci", space: "default", personId: "user:ann" };
export const ann = person("ann");
export const bob = person("bob");
export const cyd = person("cyd");

export function person(name: string, role: Actor["role"] = "approver"): Actor {
  const principal: Principal = { id: `user:${name}`, kind: "user", name, space: "default" };
  return { principal, role, transport: "console" };
}

/** What a test changes while a call waits. */
export interface PolicyState {
  version: number;
  decide: () => Decision;
  valid: boolean;
  visible: boolean;
  /** The caller's key may only read by now. */
  narrowed: boolean;
  /** Whose the caller's key has become. */
  owner?: string;
}

export const ASK: Decision = { effect: "ask", reason: "It deletes.", ruleId: "rule-1" };
export const HOLD_MS = 20_000;
const MINUTE = 60_000;

export interface LabOptions {
  /** How long calls are held, milliseconds. */
  readonly holdMs?: number;
  readonly tool?: Partial<ToolDefinition>;
  readonly consoleUrl?: string;
  readonly toolsFor?: ApprovalVerbsDeps["toolsFor"];
}

/** Processes of one installation, in memory: one store, one feed, and a tool that notes each of its runs. */
export function openApprovalsLab({ holdMs = HOLD_MS, tool = {}, consoleUrl, toolsFor }: LabOptions = {}) {
  const clock = createMemoryClock();
  const changes = createFakeChanges();
  const rows: AuditRecord[] = [];
  const runs: unknown[] = [];
  const audit = { record: async (row: AuditRecord) => void rows.push(row), isAvailable: () => true };
  const store: ApprovalStore = createMemoryApprovalStore({
    clock,
    announce: (ids) => ids.forEach((id) => changes.emit({ kind: "approval", id })),
  });
  const keys = createMemoryIdempotencyStore({
    clock,
    announce: (ids) => ids.forEach((id) => changes.emit({ kind: "idempotency", id })),
  });
  const definition: ToolDefinition = {
    name: "delete_all",
    description: "Deletes",
    access: "destructive",
    input: {
      type: "object",
      properties: { path: { type: "string" }, password: { type: "string", format: "password" }, force: {} },
    },
    run(input) {
      runs.push(input);
      return "deleted";
    },
    ...tool,
  };

  const hang = (input: unknown) => {
    runs.push(input);
    return new Promise<never>(() => {});
  };

  /**
   * Another replica, or the same one after a restart. A frozen one hears and looks at nothing, and where it
   * hangs its tool never comes back: as after a kill.
   */
  function startProcess(processId: string, { frozen = false, hangs = false } = {}) {
    const policy: PolicyState = { version: 1, decide: () => ASK, valid: true, visible: true, narrowed: false };
    const approver = createApprover({
      store,
      changes: frozen ? createFakeChanges() : changes,
      audit,
      policy: () => toolbox.policy,
      settings: () => ({ holdMs, expireMs: 60 * MINUTE }),
      processId,
      consoleUrl: async () => consoleUrl,
      logger: silentLogger,
      now: clock.now,
      tickMs: frozen ? 1_000_000 : 20,
    });
    const deduper = createDeduper({
      store: keys,
      changes,
      processId,
      resultCharactersMax: 1_000,
      logger: silentLogger,
      tickMs: 20,
    });
    const { toolbox } = createTestToolbox([hangs ? { ...definition, run: hang } : definition], {
      audit,
      approver,
      deduper,
      policy: (registry): Policy => {
        const open = openPolicy(registry);
        return {
          ...open,
          get version() {
            return policy.version;
          },
          decide: () => policy.decide(),
          current: (principal) =>
            policy.valid
              ? {
                  ...principal,
                  ...(policy.narrowed && { grant: { access: ["read"] } }),
                  ...(policy.owner !== undefined && { personId: policy.owner }),
                }
              : undefined,
          catalogue: (...of) => {
            const all = open.catalogue(...of);
            const isHidden = !policy.visible || of[0].grant !== undefined;
            return all && isHidden ? { ...all, tool: () => undefined } : all;
          },
        };
      },
    });
    clock.report(processId);

    /** Calls, and gives its answer's text beside. */
    const call = async (args: object = { path: "/" }, overrides: Partial<ToolCall> = {}) => {
      const answer = await toolbox.callTool(
        createTestCall("delete_all", args, { principal: caller, transport: "http", ...overrides }),
      );
      return { answer, text: textOf(answer), isError: answer.kind === "result" && answer.result.isError === true };
    };
    return { processId, policy, toolbox, approver, deduper, call, stop: () => approver.stop() };
  }

  const first = startProcess("first");
  return {
    ...first,
    startProcess,
    clock,
    changes,
    store,
    keys,
    runs,
    rows,
    verbs: createApprovalVerbs({ store, audit, toolsFor }),
    sweeper: createSweeper({
      approvals: store,
      idempotency: keys,
      runningCalls: { takeLost: async () => [], forget: async () => {} },
      processId: "first",
      audit: { ...audit, get: async (id) => rows.find((row) => row.id === id) },
      logger: silentLogger,
      intervalMs: 20,
    }),
    /** The one approval that waits, once there is one. */
    async waiting() {
      for (let tries = 0; tries < 500; tries++) {
        const [approval] = await store.list({ state: "waiting", limit: 1 });
        if (approval !== undefined) return approval;
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      throw new AppError("not_found", "No call waits for approval.");
    },
    all: () => store.list({ limit: 500 }),
    rowsOf: (action: string) => rows.filter((row) => row.action === action),
  };
}

export type ApprovalsLab = ReturnType<typeof openApprovalsLab>;

/** Resolves when it comes to that. */
export async function waitingFor(fits: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 2_000; tries++) {
    if (await fits().catch(() => false)) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error("It did not come to that.");
}

export const once = { kind: "once" } as const;

export function textOf(answer: CallAnswer): string {
  if (answer.kind !== "result") return answer.kind;
  return answer.result.content.map((block) => (block.type === "text" ? block.text : "")).join("\n");
}
