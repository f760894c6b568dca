import { z } from "@hono/zod-openapi";
import type { PolicyDocument, Rule, Toolset } from "@mcp-tools/core";
import {
  LimitsSchema,
  OutputBudgetSchema,
  PolicySchema,
  RuleSchema,
  ToolSettingsSchema,
  ToolsetSchema,
} from "@mcp-tools/governance";
import { epochMs, epochMsParameter } from "./times.ts";

/** As it is answered. What comes in is checked by the policy's own rules, which name every place that is wrong. */
const Document: z.ZodType<PolicyDocument> = z.strictObject(PolicySchema.shape).openapi("PolicyDocument");

/** Named in the document, so that requests can refer to them. */
export const policyComponents = {
  PolicyDocument: Document,
  Rule: z.strictObject(RuleSchema.shape).openapi("Rule"),
  Toolset: z.strictObject(ToolsetSchema.shape).openapi("Toolset"),
};

const isObject = (value: unknown) => typeof value === "object" && value !== null && !Array.isArray(value);
const given = <T>(component: keyof typeof policyComponents) =>
  z
    .custom<T>(isObject, "has to be an object")
    .openapi({ type: "object", allOf: [{ $ref: `#/components/schemas/${component}` }] });
const givenDocument = given<Partial<PolicyDocument>>("PolicyDocument");
const givenRule = given<Omit<Partial<Rule>, "id"> & { readonly id?: string }>("Rule");
const givenToolset = given<Omit<Partial<Toolset>, "name"> & { readonly name?: string }>("Toolset");

const version = z.int().min(0).max(2_147_483_647);
const effect = z.enum(["allow", "refuse", "ask"]);
const position = z.int().min(0).max(10_000).openapi({ description: "Counted from 0; rules are asked in this order." });

/** Goes with every change. */
const change = {
  basedOn: version
    .optional()
    .openapi({ description: "The version that was looked at; or send it as `If-Match`. One of both has to be there." }),
  note: z.string().max(1000).optional().openapi({ description: "Why, for whoever reads the history." }),
};

const facts = {
  version: version.openapi({ description: "0: what holds before the first change." }),
  createdAt: epochMs.optional(),
  createdBy: z.string().optional(),
  note: z.string().optional(),
};

export const PolicyVersion = z.object({ ...facts, document: Document }).openapi("PolicyVersion");
export type PolicyVersion = z.output<typeof PolicyVersion>;
export const PolicyHistory = z
  .object({
    versions: z.array(z.object(facts)),
    next: z.number().optional().openapi({ description: "Pass as `before` for the next page; absent on the last one." }),
  })
  .openapi("PolicyHistory");
export const PolicyHistoryQuery = z.object({
  before: z.coerce.number().int().min(1).max(2_147_483_647).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export const VersionNumber = z.object({ n: z.coerce.number().int().min(1).max(2_147_483_647) });

export const Change = z
  .object({
    kind: z.enum(["added", "changed", "removed"]),
    what: z.string().openapi({ example: "rule no-ftp" }),
    before: z.unknown().optional(),
    after: z.unknown().optional(),
  })
  .openapi("Change", { description: "One thing that is different; secrets in it are masked." });

export const PolicySaved = z
  .object({
    version: version.openapi({ description: "Unchanged where there was nothing to change." }),
    changes: z.array(Change).readonly(),
    warnings: z.array(z.string()).readonly().openapi({ description: "Names that exist nowhere, and the like." }),
  })
  .openapi("PolicySaved");

export const PolicyChanges = z
  .object({ version, changes: z.array(Change).readonly() })
  .openapi("PolicyChanges", { description: "What a version changed in the one before it." });

export const CheckPolicy = z.strictObject({ document: givenDocument }).openapi("CheckPolicy");

export const IfMatch = z.object({
  "if-match": z.string().max(40).optional().openapi({ description: "The `ETag` of the policy that was looked at." }),
});
export const BasedOnQuery = z.object({ basedOn: z.coerce.number().int().min(0).max(2_147_483_647).optional() });

export const SavePolicy = z.strictObject({ document: givenDocument, ...change }).openapi("SavePolicy");
export const PutRule = z
  .strictObject({ rule: givenRule, position: position.optional(), ...change })
  .openapi("PutRule", { description: "A new rule goes to the end unless a position is given." });
export const MoveRule = z.strictObject({ position, ...change }).openapi("MoveRule");
export const PutToolset = z.strictObject({ toolset: givenToolset, ...change }).openapi("PutToolset");

const { enabled, title, description, limits, output } = ToolSettingsSchema.shape;
export const ChangeTool = z
  .strictObject({
    settings: z.strictObject({
      enabled: enabled.nullable(),
      title: title.nullable(),
      description: description.nullable(),
      limits: limits.nullable(),
      output: output.nullable(),
    }),
    ...change,
  })
  .openapi("ChangeTool", { description: "A setting that is absent stays; null takes it away." });

/** Each field on its own: absent stays, null takes it away. */
export const ChangeSettings = z
  .strictObject({
    defaults: z.strictObject({ read: effect, write: effect, destructive: effect }).partial().optional(),
    limits: nullable(LimitsSchema).optional(),
    output: nullable(OutputBudgetSchema).optional(),
    approvals: z.strictObject({ holdSeconds: z.int(), expireMinutes: z.int() }).partial().optional(),
    idempotency: z.strictObject({ keepHours: z.int() }).partial().optional(),
    ...change,
  })
  .openapi("ChangeSettings", { description: "A field that is absent stays; null takes a limit away." });

function nullable(schema: typeof LimitsSchema | typeof OutputBudgetSchema) {
  const fields = Object.keys(schema.shape).map((name) => [name, z.int().nullable().optional()] as const);
  return z.strictObject(Object.fromEntries(fields));
}

export const SimulatePolicy = z
  .strictObject({
    from: epochMsParameter.optional().openapi({ description: "Inclusive; a day before `to` unless told." }),
    to: epochMsParameter.optional().openapi({ description: "Exclusive; now unless told." }),
    document: givenDocument.optional().openapi({ description: "Another policy, or …" }),
    rule: givenRule
      .optional()
      .openapi({ description: "… one more rule in the current one, or another one of its id." }),
    position: position.optional(),
    examples: z.int().min(0).max(100).optional(),
  })
  .openapi("SimulatePolicy");

export const Simulation = z
  .object({
    version,
    calls: z.number().openapi({ description: "Calls that ran and were looked at." }),
    unchanged: z.number(),
    changes: z.array(z.object({ before: effect, after: effect, calls: z.number() })).readonly(),
    examples: z
      .array(
        z.object({
          id: z.string().openapi({ description: "Of its entry in the audit." }),
          startedAt: epochMs,
          principalId: z.string(),
          principalName: z.string(),
          tool: z.string(),
          toolset: z.string().optional(),
          arguments: z.string().openapi({ description: "As recorded." }),
          before: effect,
          after: effect,
          reason: z.string(),
          ruleId: z.string().optional(),
        }),
      )
      .readonly(),
    unjudged: z
      .object({ cut: z.number(), masked: z.number(), toolGone: z.number() })
      .openapi({ description: "Calls that say too little to be judged." }),
    isComplete: z.boolean().openapi({ description: "False: there was no time for those before `oldestAt`." }),
    oldestAt: epochMs.optional(),
  })
  .openapi("Simulation");
