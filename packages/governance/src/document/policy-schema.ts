import { AppError, type PolicyDocument } from "@mcp-tools/core";
import * as z from "zod";
import { defaultPolicy } from "./default-policy.ts";
import {
  EffectName,
  LimitsSchema,
  OutputBudgetSchema,
  RuleSchema,
  ToolName,
  ToolSettingsSchema,
  ToolsetSchema,
} from "./policy-parts.ts";

const RULES_MAX = 2_000;
const TOOLSETS_MAX = 500;
const TOOLS_MAX = 5_000;
const PROBLEMS_MAX = 20;

/** The whole document. What is left out is as in {@link defaultPolicy}, so that documents of earlier versions stay readable. */
export const PolicySchema = z.strictObject({
  defaults: z
    .strictObject({
      read: EffectName.default(defaultPolicy.defaults.read),
      write: EffectName.default(defaultPolicy.defaults.write),
      destructive: EffectName.default(defaultPolicy.defaults.destructive),
    })
    .prefault({}),
  rules: z
    .array(RuleSchema)
    .max(RULES_MAX, `has more than ${RULES_MAX} rules`)
    .superRefine(unique("id", "rule"))
    .default([]),
  toolsets: z
    .array(ToolsetSchema)
    .max(TOOLSETS_MAX, `has more than ${TOOLSETS_MAX} toolsets`)
    .superRefine(unique("name", "toolset"))
    .default([]),
  tools: z
    .record(ToolName, ToolSettingsSchema)
    .refine((tools) => Object.keys(tools).length <= TOOLS_MAX, `has more than ${TOOLS_MAX} tools`)
    .default({}),
  limits: LimitsSchema.default({}),
  output: OutputBudgetSchema.default({}),
  approvals: z
    .strictObject({
      holdSeconds: z.int().min(0).max(3_600).default(defaultPolicy.approvals.holdSeconds),
      expireMinutes: z.int().min(1).max(43_200).default(defaultPolicy.approvals.expireMinutes),
    })
    .prefault({}),
  idempotency: z
    .strictObject({ keepHours: z.int().min(1).max(8_760).default(defaultPolicy.idempotency.keepHours) })
    .prefault({}),
}) satisfies z.ZodType<PolicyDocument>;

function unique<Key extends string>(key: Key, what: string) {
  return (items: readonly Readonly<Record<Key, string>>[], context: z.RefinementCtx): void => {
    const seen = new Set<string>();
    for (const [index, item] of items.entries()) {
      if (seen.has(item[key]))
        context.addIssue({
          code: "custom",
          path: [index, key],
          message: `is taken: there is a ${what} "${item[key]}" already`,
        });
      seen.add(item[key]);
    }
  };
}

/** One thing that is wrong, and where. */
export interface PolicyProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** Either the document with everything in it, or all that is wrong with it. */
export function checkPolicy(
  value: unknown,
):
  | { readonly ok: true; readonly document: PolicyDocument }
  | { readonly ok: false; readonly problems: PolicyProblem[] } {
  const result = PolicySchema.safeParse(value);
  return result.success
    ? { ok: true, document: result.data }
    : { ok: false, problems: result.error.issues.flatMap(toProblems) };
}

/** @throws AppError `invalid_input` that lists what is wrong, the place first */
export function parsePolicy(value: unknown): PolicyDocument {
  const checked = checkPolicy(value);
  if (checked.ok) return checked.document;
  throw policyError(checked.problems.map(describeProblem), checked.problems);
}

export function policyError(lines: readonly string[], detail?: unknown): AppError {
  const shown = lines.slice(0, PROBLEMS_MAX).map((line) => `- ${line}`);
  if (lines.length > PROBLEMS_MAX) shown.push(`- and ${lines.length - PROBLEMS_MAX} more`);
  return new AppError("invalid_input", `The policy is not right:\n${shown.join("\n")}`, { detail });
}

export function describeProblem({ path, message }: PolicyProblem): string {
  return path.length === 0 ? message : `${describePath(path)}: ${message}`;
}

/** `rules[3].match.tools[0]`. */
export function describePath(path: readonly (string | number)[]): string {
  return path.map((step, index) => (typeof step === "number" ? `[${step}]` : index === 0 ? step : `.${step}`)).join("");
}

/** Zod's issue as a problem; unknown fields become one each, so that each can be pointed at. */
export function toProblems(issue: z.core.$ZodIssue): PolicyProblem[] {
  const path = issue.path.map((step) => (typeof step === "number" ? step : String(step)));
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((key) => ({ path: [...path, key], message: "is not a field that is known here" }));
  if (issue.code === "invalid_key") return issue.issues.map(({ message }) => ({ path, message }));
  return [{ path, message: issue.message }];
}
