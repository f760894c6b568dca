import { z } from "@hono/zod-openapi";
import type { AuditKind } from "@mcp-tools/core";
import { Outcome, transports } from "./call.ts";
import { epochMs, epochMsParameter } from "./times.ts";

const kinds = ["call", "approval", "change", "access"] as const satisfies readonly AuditKind[];
const Kind = z.enum(kinds);

/** One entry, with everything that is recorded. */
export const AuditEntry = z
  .object({
    id: z.string(),
    kind: Kind,
    action: z.string().openapi({ example: "key.revoke" }),
    startedAt: epochMs,
    principalId: z.string(),
    principalName: z.string().openapi({ description: "As it was called at that time." }),
    transport: z.enum(transports),
    protocolVersion: z.string().optional(),
    client: z.string().optional(),
    sessionId: z.string().optional(),
    address: z.string().optional(),
    toolset: z.string().optional(),
    tool: z.string(),
    subject: z.string().optional().openapi({ description: "Id of what was decided about or changed." }),
    arguments: z.string().openapi({ description: "JSON text, secrets masked, at most 16,384 characters of it." }),
    outcome: Outcome,
    message: z.string().optional(),
    durationMs: z.number(),
    resultBytes: z.number(),
    requestId: z.string().optional(),
    traceId: z.string().optional(),
  })
  .openapi("AuditEntry");
export type AuditEntry = z.output<typeof AuditEntry>;

export const AuditPage = z
  .object({
    entries: z.array(AuditEntry),
    next: z.string().optional().openapi({ description: "Pass as `before` for the next page; absent on the last one." }),
  })
  .openapi("AuditPage");

const listOf = <Word extends string>(word: z.ZodType<Word, string>, max: number) =>
  z
    .string()
    .transform((text) => text.split(",").filter(Boolean))
    .pipe(z.array(word).min(1).max(max));

const filter = {
  from: epochMsParameter.optional().openapi({ description: "Inclusive, milliseconds since the epoch." }),
  to: epochMsParameter.optional().openapi({ description: "Exclusive, milliseconds since the epoch." }),
  kind: listOf(Kind, kinds.length)
    .optional()
    .openapi({ type: "string", description: "One kind, or several separated by commas.", example: "approval,change" }),
  outcome: listOf(Outcome, Outcome.options.length)
    .optional()
    .openapi({ type: "string", description: "One outcome, or several separated by commas.", example: "error,refused" }),
  transport: listOf(z.enum(transports), transports.length)
    .optional()
    .openapi({ type: "string", description: "One transport, or several separated by commas.", example: "http,sse" }),
  tool: z.string().min(1).max(128).optional(),
  principal: z.string().min(1).max(520).optional(),
  subject: z.string().min(1).max(520).optional(),
  text: z.string().min(1).max(200).optional().openapi({
    description: "Words that all occur in the arguments or the message; the last may be the beginning of one.",
  }),
};

export const AuditListQuery = z.object({
  ...filter,
  before: z.uuid().optional().openapi({ description: "Only entries older than the one with this id." }),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

const exportFormats = ["jsonl", "csv"] as const;
export const AuditExportQuery = z.object({ ...filter, format: z.enum(exportFormats).default("jsonl") });

const heads = z
  .array(
    z.strictObject({
      writer: z.string().max(200),
      seq: z.int().min(0),
      number: z.int().min(0).openapi({ description: "Of the block, across all chains." }),
      hash: z.string().max(200),
    }),
  )
  .max(1000);

export const VerifyAudit = z
  .strictObject({
    heads: heads.optional().openapi({ description: "Of an earlier answer: they must be found again." }),
  })
  .openapi("VerifyAudit");

export const AuditVerdict = z
  .object({
    ok: z.boolean(),
    rows: z.number(),
    blocks: z.number(),
    problems: z.array(z.string()).readonly().openapi({ description: "At most 100, the oldest first." }),
    heads: heads.readonly().openapi({ description: "The end of each chain. Keep them, and send them next time." }),
  })
  .openapi("AuditVerdict");
export type AuditVerdict = z.output<typeof AuditVerdict>;
