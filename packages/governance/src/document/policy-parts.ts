import { accessKinds } from "@mcp-tools/core";
import * as z from "zod";
import { JsonValue } from "../strict/json-value.ts";
import { parsePointer } from "../match/json-pointer.ts";

/** Zod schemas of the parts of a policy. Every object is strict: a field that nobody reads is a rule that nobody keeps. */

const LIST_MAX = 500;

export const text = (charactersMax: number) =>
  z.string().max(charactersMax, `is longer than ${charactersMax} characters`);
const filled = (charactersMax: number) => text(charactersMax).min(1, "is empty");
export const pattern = filled(512);
const patterns = z.array(pattern).max(LIST_MAX, `has more than ${LIST_MAX} entries`);

export const AccessName = z.enum(accessKinds as ["read", "write", "destructive"]);
const accessList = z.array(AccessName).min(1, "is empty: leave it out, or name one of read, write, destructive").max(3);

/** As in URLs. */
export const ToolsetName = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/, "must be 1–64 lower case letters, digits and `-`, as in a URL");

/** SEP-986, as the registry asks for. */
export const ToolName = z.string().regex(/^[A-Za-z0-9._-]{1,128}$/, "must be 1–128 letters, digits, `_`, `-` or `.`");

const bound = (max: number) => z.int().min(1, "must be at least 1").max(max, `must be at most ${max}`);

export const LimitsSchema = z.strictObject({
  callsPerMinute: bound(10_000_000).optional(),
  callsPerDay: bound(1_000_000_000).optional(),
  inFlight: bound(100_000).optional(),
});

export const OutputBudgetSchema = z.strictObject({
  bytes: bound(268_435_456).min(256, "must be at least 256: the notice has to fit").optional(),
  tokens: bound(100_000_000).min(64, "must be at least 64: the notice has to fit").optional(),
});

const comparisons = ["equals", "in", "like", "above", "below", "exists"] as const;

export const ArgumentMatchSchema = z
  .strictObject({
    pointer: text(1024).refine(
      (value) => parsePointer(value) !== undefined,
      "is not a JSON Pointer (RFC 6901): empty, or `/` and names, as in `/path` or `/edits/0/newText`",
    ),
    equals: JsonValue.optional(),
    in: z.array(JsonValue).min(1, "is empty: nothing would ever fit").max(LIST_MAX).optional(),
    like: text(2048).optional(),
    above: z.number().optional(),
    below: z.number().optional(),
    exists: z.boolean().optional(),
    not: z.boolean().optional(),
  })
  .superRefine((match, context) => {
    const given = comparisons.filter((name) => match[name] !== undefined);
    if (given.length === 1) return;
    const has = given.length === 0 ? "has none" : `has ${given.join(" and ")}`;
    context.addIssue({ code: "custom", message: `needs exactly one of ${comparisons.join(", ")}; it ${has}` });
  });

export const RuleMatchSchema = z.strictObject({
  principals: patterns.min(1, "is empty: leave it out to mean everyone").optional(),
  toolsets: z.array(ToolsetName).min(1, "is empty: leave it out to mean all").max(LIST_MAX).optional(),
  tools: patterns.min(1, "is empty: leave it out to mean all").optional(),
  access: accessList.optional(),
  arguments: z
    .array(ArgumentMatchSchema)
    .min(1, "is empty: leave it out")
    .max(20, "has more than 20 entries")
    .optional(),
});

export const EffectName = z.enum(["allow", "refuse", "ask"]);

export const RuleSchema = z.strictObject({
  id: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/, "must be 1–128 letters, digits, `.`, `_` or `-`"),
  description: text(1000).optional(),
  enabled: z.boolean().default(true),
  match: RuleMatchSchema.default({}),
  effect: EffectName,
  reason: text(1000).optional(),
});

const ToolsetToolSchema = z
  .strictObject({
    tool: filled(128),
    name: ToolName.optional(),
    title: text(200).optional(),
    description: text(8000).optional(),
    arguments: z.record(filled(256), JsonValue).optional(),
  })
  .superRefine((entry, context) => {
    if (!entry.tool.includes("*")) return;
    for (const name of ["name", "title", "description"] as const)
      if (entry[name] !== undefined)
        context.addIssue({
          code: "custom",
          path: [name],
          message: `cannot be given for a pattern (${entry.tool}), which stands for several tools`,
        });
  });

export const ToolsetSchema = z
  .strictObject({
    name: ToolsetName,
    title: text(200).optional(),
    description: text(8000).optional(),
    tools: z.array(z.preprocess(spellOut, ToolsetToolSchema)).max(2000, "has more than 2000 entries").default([]),
    resources: patterns.default([]),
    prompts: patterns.default([]),
  })
  .superRefine(({ tools }, context) => {
    const seen = new Set<string>();
    for (const [index, { tool, name = tool }] of tools.entries()) {
      if (seen.has(name))
        context.addIssue({
          code: "custom",
          path: ["tools", index],
          message: `would be the second one called "${name}" in this toolset: give it a name of its own`,
        });
      seen.add(name);
    }
  });

/** A tool's name alone is short for an entry without anything else. */
function spellOut(entry: unknown): unknown {
  return typeof entry === "string" ? { tool: entry } : entry;
}

export const ToolSettingsSchema = z.strictObject({
  enabled: z.boolean().optional(),
  title: text(200).optional(),
  description: text(8000).optional(),
  limits: LimitsSchema.optional(),
  output: OutputBudgetSchema.optional(),
});
