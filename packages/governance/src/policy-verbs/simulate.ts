import {
  AppError,
  type AuditLog,
  type AuditRecord,
  type Effect,
  type PolicyDocument,
  type PrincipalKind,
  type Rule,
} from "@mcp-tools/core";
import type { Registry } from "@mcp-tools/tools";
import { asPart } from "../document/as-part.ts";
import { putRule } from "../document/edit-document.ts";
import { parsePolicy } from "../document/policy-schema.ts";
import { readAt } from "../match/json-pointer.ts";
import { createJudge, type Judgement } from "../policy/create-judge.ts";

export interface SimulationInput {
  /** Epoch milliseconds, inclusive. */
  readonly from: number;
  /** Epoch milliseconds, exclusive. */
  readonly to: number;
  /** Another policy, or … */
  readonly document?: unknown;
  /** … one more rule in the current one, or another one of its id. */
  readonly rule?: unknown;
  /** Where the rule goes, from 0; at the end, or where it stands, unless told. */
  readonly position?: number | undefined;
  /** Calls to show, 0–100, default 20. */
  readonly examples?: number | undefined;
  /** Default 10 s: then what was looked at so far is the answer. */
  readonly timeoutMs?: number | undefined;
}

export interface SimulatedCall {
  /** Of its row in the audit. */
  readonly id: string;
  readonly startedAt: number;
  readonly principalId: string;
  readonly principalName: string;
  readonly tool: string;
  readonly toolset?: string | undefined;
  /** As recorded. */
  readonly arguments: string;
  readonly before: Effect;
  readonly after: Effect;
  readonly reason: string;
  readonly ruleId?: string | undefined;
}

export interface Simulation {
  /** The version it was compared with. */
  readonly version: number;
  /** Calls that ran and were looked at, newest first. */
  readonly calls: number;
  readonly unchanged: number;
  readonly changes: readonly { readonly before: Effect; readonly after: Effect; readonly calls: number }[];
  readonly examples: readonly SimulatedCall[];
  /** Calls that say too little to be judged: their arguments were cut or masked where a rule looks, or their tool is gone. */
  readonly unjudged: { readonly cut: number; readonly masked: number; readonly toolGone: number };
  /** False: there was no time for those before `oldestAt`. */
  readonly isComplete: boolean;
  readonly oldestAt?: number | undefined;
}

interface SimulationDeps {
  readonly audit: Pick<AuditLog, "pages">;
  readonly registry: Registry;
  readonly version: number;
  readonly current: PolicyDocument;
}

const TIMEOUT_MS = 10_000;
const CALLS_MAX = 500_000;
const EXAMPLES_MAX = 100;
/** How a call that ran may have ended. */
const RAN = ["ok", "error", "timeout", "cancelled", "unknown"] as const;
const MASK = "••••";

/**
 * Decides recorded calls again, by the policy that holds and by the one proposed, on their recorded arguments. Grants
 * and limits are left out: they are of credentials, not of the policy.
 */
export async function simulate(deps: SimulationDeps, input: SimulationInput): Promise<Simulation> {
  const { audit, registry, version, current } = deps;
  const candidate = candidateOf(current, input);
  const tools = registry.tools();
  const judges = { before: createJudge(current, tools), after: createJudge(candidate, tools) };
  const deadline = performance.now() + (input.timeoutMs ?? TIMEOUT_MS);
  const examplesMax = Math.min(Math.max(0, input.examples ?? 20), EXAMPLES_MAX);
  const counts = new Map<string, number>();
  const unjudged = { cut: 0, masked: 0, toolGone: 0 };
  const examples: SimulatedCall[] = [];
  let calls = 0;
  let unchanged = 0;
  let oldestAt: number | undefined;
  let isComplete = true;

  const { from, to } = input;
  const tool = onlyTool(current, candidate, input);
  for await (const page of audit.pages({
    from,
    to,
    kinds: ["call"],
    outcomes: RAN,
    ...(tool !== undefined && { tool }),
  })) {
    for (const row of page) {
      if (row.action !== "tools/call") continue;
      calls += 1;
      oldestAt = row.startedAt;
      const answer = await judge(row, judges, registry);
      if (typeof answer === "string") unjudged[answer] += 1;
      else if (answer.before === answer.after) unchanged += 1;
      else {
        const key = `${answer.before} ${answer.after}`;
        counts.set(key, (counts.get(key) ?? 0) + 1);
        if (examples.length < examplesMax) examples.push(toExample(row, answer));
      }
    }
    isComplete = performance.now() < deadline && calls < CALLS_MAX;
    if (!isComplete) break;
  }
  const changes = [...counts].map(([key, count]) => {
    const [before, after] = key.split(" ") as [Effect, Effect];
    return { before, after, calls: count };
  });
  return { version, calls, unchanged, changes, examples, unjudged, isComplete, oldestAt };
}

function candidateOf(current: PolicyDocument, { document, rule, position }: SimulationInput): PolicyDocument {
  if ((document === undefined) === (rule === undefined))
    throw new AppError("invalid_input", "Give either a policy or a rule to try.");
  return parsePolicy(document ?? putRule(current, asPart<Rule>(rule, "id"), position));
}

/** A new rule about one tool concerns no other's calls. */
function onlyTool(current: PolicyDocument, candidate: PolicyDocument, { rule }: SimulationInput): string | undefined {
  const { id } = (rule ?? {}) as Partial<Rule>;
  if (id === undefined || current.rules.some((known) => known.id === id)) return undefined;
  const tools = candidate.rules.find((added) => added.id === id)?.match.tools;
  const [tool] = tools ?? [];
  return tools?.length === 1 && tool?.includes("*") === false ? tool : undefined;
}

interface Answer {
  readonly before: Effect;
  readonly after: Effect;
  readonly reason: string;
  readonly ruleId: string | undefined;
}

async function judge(
  row: AuditRecord,
  judges: Readonly<Record<"before" | "after", ReturnType<typeof createJudge>>>,
  registry: Registry,
): Promise<Answer | "cut" | "masked" | "toolGone"> {
  if (registry.tool(row.tool) === undefined) return "toolGone";
  const call = { principal: principalOf(row), toolset: row.toolset, tool: row.tool };
  const [before, after] = [judges.before(call), judges.after(call)];
  const args = before.rules.length + after.rules.length === 0 ? {} : parseArguments(row.arguments);
  if (args === undefined) return "cut";
  const [inputBefore, inputAfter] = [await inputOf(before, args), await inputOf(after, args)];
  if (looksAtMask(before, inputBefore) || looksAtMask(after, inputAfter)) return "masked";
  const decision = after.decide(inputAfter);
  return {
    before: before.decide(inputBefore).effect,
    after: decision.effect,
    reason: decision.reason,
    ruleId: decision.ruleId,
  };
}

/** With defaults and fixed arguments, as they were decided on then; as they came where they no longer fit the schema. */
async function inputOf({ shown, rules }: Judgement, args: Readonly<Record<string, unknown>>): Promise<unknown> {
  if (shown === undefined || rules.length === 0) return args;
  const checked = await shown.tool.validateInput(args);
  return checked.ok ? checked.value : { ...args, ...shown.tool.fixedArguments };
}

function looksAtMask({ rules }: Judgement, input: unknown): boolean {
  return rules.some(({ conditions }) =>
    conditions.some(({ tokens }) => {
      const value = readAt(input, tokens);
      return value !== undefined && JSON.stringify(value).includes(MASK);
    }),
  );
}

/** Undefined when they were cut: they are no JSON then. */
function parseArguments(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return undefined;
  }
}

function principalOf({ principalId: id, principalName: name }: AuditRecord) {
  return { id, name, kind: id.split(":", 1)[0] as PrincipalKind };
}

function toExample(row: AuditRecord, answer: Answer): SimulatedCall {
  const { id, startedAt, principalId, principalName, tool, toolset, arguments: args } = row;
  return { id, startedAt, principalId, principalName, tool, toolset, arguments: args, ...answer };
}
