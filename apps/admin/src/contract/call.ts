import { z } from "@hono/zod-openapi";
import type { AuditOutcome, AuditTransport } from "@mcp-tools/core";

export const callOutcomes = [
  "ok",
  "error",
  "refused",
  "pending",
  "cancelled",
  "timeout",
  "input_required",
  "unknown",
] as const satisfies readonly AuditOutcome[];
export const transports = [
  "stdio",
  "sse",
  "http",
  "cli",
  "console",
  "system",
] as const satisfies readonly AuditTransport[];

export const Outcome = z.enum(callOutcomes).openapi("Outcome");
export type Outcome = z.output<typeof Outcome>;

/** A call as a row of a list. */
export const CallSummary = z
  .object({
    id: z.string(),
    kind: z.enum(["call", "approval", "change", "access"]),
    action: z.string(),
    startedAt: z.number().openapi({ description: "Milliseconds since the epoch." }),
    principalId: z.string(),
    principalName: z.string(),
    address: z.string().optional(),
    toolset: z.string().optional(),
    subject: z.string().optional(),
    transport: z.enum(transports),
    protocolVersion: z.string().optional(),
    client: z.string().optional(),
    sessionId: z.string().optional(),
    tool: z.string(),
    argumentsPreview: z.string().openapi({ description: "The first characters of the arguments, secrets masked." }),
    outcome: Outcome,
    message: z.string().optional(),
    contentHidden: z.literal(true).optional().openapi({
      description:
        "Set where the reader's role (no `audit.read`) does not see arguments and message: both are left out.",
    }),
    durationMs: z.number(),
    resultBytes: z.number(),
  })
  .openapi("CallSummary");
export type CallSummary = z.output<typeof CallSummary>;

/** One call in full. */
export const CallDetail = CallSummary.omit({ argumentsPreview: true })
  .extend({
    arguments: z
      .string()
      .openapi({ description: "JSON text, secrets masked; cut where it was very long, and then not valid JSON." }),
    requestId: z.string().optional(),
    traceId: z.string().optional(),
  })
  .openapi("CallDetail");
export type CallDetail = z.output<typeof CallDetail>;

export const CallPage = z
  .object({
    calls: z.array(CallSummary).openapi({ description: "Newest first." }),
    next: z.string().optional().openapi({ description: "Pass as `before` for the next page; absent on the last one." }),
  })
  .openapi("CallPage");

const outcomeList = z
  .string()
  .transform((text) => text.split(",").filter(Boolean))
  .pipe(z.array(Outcome).max(callOutcomes.length));

export const CallListQuery = z.object({
  before: z.uuid().optional().openapi({ description: "Only calls older than the one with this id." }),
  tool: z.string().min(1).max(128).optional(),
  outcome: outcomeList
    .optional()
    .openapi({ type: "string", description: "One outcome, or several separated by commas.", example: "error,refused" }),
  principal: z.string().min(1).max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type CallListQuery = z.output<typeof CallListQuery>;

const epochMs = z.coerce.number().int().min(0).max(8.64e15);
const bucketsMax = 1500;

export const HistogramQuery = z
  .object({
    from: epochMs.openapi({ description: "Inclusive, milliseconds since the epoch." }),
    to: epochMs.openapi({ description: "Exclusive, milliseconds since the epoch." }),
    stepMs: z.coerce
      .number()
      .int()
      .min(1000)
      .openapi({ description: `Width of a bucket; at most ${bucketsMax} buckets.` }),
  })
  .refine((range) => range.to > range.from, { message: "`to` must be after `from`", path: ["to"] })
  .refine((range) => (range.to - range.from) / range.stepMs <= bucketsMax, {
    message: `At most ${bucketsMax} buckets: take a larger \`stepMs\``,
    path: ["stepMs"],
  });

export const Histogram = z
  .object({
    buckets: z.array(
      z.object({
        startedAt: z.number(),
        calls: z.number(),
        failed: z.number(),
        refused: z.number(),
        p50Ms: z.number(),
        p95Ms: z.number(),
      }),
    ),
  })
  .openapi("Histogram");
export type Bucket = z.output<typeof Histogram>["buckets"][number];
