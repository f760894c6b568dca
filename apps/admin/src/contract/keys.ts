import { z } from "@hono/zod-openapi";
import { keyInputSchema, keyPatchSchema } from "@mcp-tools/governance";
import { Access } from "./tool.ts";
import { epochMs } from "./times.ts";

const Grant = z
  .object({
    toolsets: z.array(z.string()).readonly().optional(),
    tools: z.array(z.string()).readonly().optional().openapi({ description: "`*` for any run of characters." }),
    access: z.array(Access).readonly().optional(),
  })
  .openapi("Grant", { description: "What it may see at most; an absent part narrows nothing." });

const Limits = z
  .object({
    callsPerMinute: z.number().optional(),
    callsPerDay: z.number().optional(),
    inFlight: z.number().optional(),
  })
  .openapi("Limits");

const OutputBudget = z.object({ bytes: z.number().optional(), tokens: z.number().optional() }).openapi("OutputBudget");

/** A key as it may be shown: nothing in it lets anyone in. */
export const Key = z
  .object({
    id: z.string(),
    name: z.string(),
    state: z.enum(["active", "expired", "revoked"]),
    grant: Grant,
    limits: Limits.optional(),
    output: OutputBudget.optional(),
    personId: z.string().optional().openapi({ description: "Who uses it: they may not approve its calls." }),
    createdAt: epochMs,
    createdBy: z.string(),
    expiresAt: epochMs.optional(),
    revokedAt: epochMs.optional(),
    lastUsedAt: epochMs.optional(),
    lastUsedFrom: z.string().optional(),
    secrets: z
      .array(
        z.object({
          prefix: z.string().openapi({ description: "The part that may be shown.", example: "mcpt_k7Q2xW9p" }),
          createdAt: epochMs,
          expiresAt: epochMs.optional(),
        }),
      )
      .readonly()
      .openapi({ description: "Those that hold now; more than one while a rotation overlaps." }),
  })
  .openapi("Key");
export type Key = z.output<typeof Key>;

export const KeyList = z.object({ keys: z.array(Key) }).openapi("KeyList");

export const KeyWithSecret = z
  .object({ key: Key, secret: z.string().openapi({ description: "Said this once, and kept nowhere." }) })
  .openapi("KeyWithSecret");

export const CreateKey = z.strictObject(keyInputSchema.shape).openapi("CreateKey");
export const ChangeKey = z
  .strictObject(keyPatchSchema.shape)
  .openapi("ChangeKey", { description: "What is absent stays; null takes it away." });

export const RotateKey = z
  .strictObject({
    overlapMs: z
      .int()
      .min(0)
      .max(366 * 86_400_000)
      .optional()
      .openapi({ description: "How long the secrets before it still hold; a day unless told, 0: not at all." }),
  })
  .openapi("RotateKey");

export const KeyListQuery = z.object({
  revoked: z.enum(["true", "false"]).default("false").openapi({ description: "Those that were revoked, too." }),
});

export const KeyName = z.object({
  id: z.string().min(1).max(128).openapi({ description: "The id, the name, or the visible prefix of a secret." }),
});
