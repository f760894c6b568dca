import { z } from "@hono/zod-openapi";
import { epochMs } from "./times.ts";

/** What anybody is told of a credential: never its value. */
export const Credential = z
  .object({
    id: z.string(),
    name: z.string(),
    principalId: z.string().optional().openapi({ description: "Whose it is; absent: shared by all." }),
    createdAt: epochMs,
    updatedAt: epochMs,
    updatedBy: z.string(),
    key: z.enum(["current", "old", "missing"]).openapi({
      description:
        "Under which key it is encrypted: the one that encrypts now, an old one, or one that nobody here has.",
    }),
  })
  .openapi("Credential");
export type Credential = z.output<typeof Credential>;

export const CredentialList = z.object({ credentials: z.array(Credential) }).openapi("CredentialList");

const principalId = z
  .string()
  .min(1)
  .max(520)
  .openapi({ description: "Whose it is; absent: shared by all.", example: "key:ci" });

export const SetCredential = z
  .strictObject({
    value: z.string().min(1).max(65_536).openapi({ description: "Encrypted at once, and never shown again." }),
    principalId: principalId.optional(),
  })
  .openapi("SetCredential");

export const CredentialName = z.object({ name: z.string().min(1).max(64) });
export const CredentialOwner = z.object({ principal: principalId.optional() });

export const Rotation = z
  .object({
    rotated: z.number().openapi({ description: "Encrypted anew, under the current key." }),
    current: z.number().openapi({ description: "Under it already." }),
    changed: z.number().openapi({ description: "Stored anew by somebody meanwhile." }),
    failed: z.array(z.object({ name: z.string(), principalId: z.string().optional(), reason: z.string() })).readonly(),
  })
  .openapi("Rotation");
