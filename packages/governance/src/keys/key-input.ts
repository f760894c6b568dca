import { accessKinds, AppError } from "@mcp-tools/core";
import * as z from "zod";

const LIST_MAX = 200;
const COUNT_MAX = 1_000_000_000;

const count = z.int().min(1).max(COUNT_MAX);

const name = z
  .string()
  .regex(/^[\w.-]{1,64}$/, "must have 1 to 64 letters, digits, dots, underscores or hyphens")
  .refine((text) => !text.startsWith("mcpt_"), "looks like a key itself; it is what people see, so choose another one")
  .refine((text) => !/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(text), "looks like an id; choose another one");

const toolset = z.string().regex(/^[a-z0-9-]{1,64}$/, "must be the name of a toolset: lower case letters, digits, `-`");

const tool = z
  .string()
  .regex(/^[\w./*-]{1,128}$/, "must be the name of a tool, or a pattern with `*` for any run of characters");

const grant = z.strictObject({
  toolsets: z.array(toolset).min(1).max(LIST_MAX).readonly().optional(),
  tools: z.array(tool).min(1).max(LIST_MAX).readonly().optional(),
  access: z.array(z.enum(accessKinds)).min(1).max(accessKinds.length).readonly().optional(),
});

const limits = z.strictObject({
  callsPerMinute: count.optional(),
  callsPerDay: count.optional(),
  inFlight: count.optional(),
});

const output = z.strictObject({ bytes: count.optional(), tokens: count.optional() });

const personId = z.string().regex(/^user:[\w.@-]{1,128}$/, "must be the id of a person, `user:…`");

/** Milliseconds since the epoch. */
const expiresAt = z
  .number()
  .max(8.64e15)
  .refine((at) => at > Date.now(), "must lie in the future");

/** What a new key is to be. */
export const keyInputSchema = z.strictObject({
  name,
  grant: grant.optional(),
  limits: limits.optional(),
  output: output.optional(),
  personId: personId.optional(),
  expiresAt: expiresAt.optional(),
});

/** What is to change: what is absent stays, null takes it away. */
export const keyPatchSchema = z.strictObject({
  name: name.optional(),
  grant: grant.nullable().optional(),
  limits: limits.nullable().optional(),
  output: output.nullable().optional(),
  personId: personId.nullable().optional(),
  expiresAt: expiresAt.nullable().optional(),
});

export type KeyInput = z.input<typeof keyInputSchema>;
export type KeyPatch = z.input<typeof keyPatchSchema>;

/** @throws AppError `invalid_input` that names every field which is wrong */
export function readKeyInput<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const read = schema.safeParse(input);
  if (read.success) return read.data;
  const problems = read.error.issues.map(({ path, message }) => `${path.join(".") || "the key"}: ${message}`);
  throw new AppError("invalid_input", `The key is not as it has to be. ${problems.join("; ")}.`);
}
