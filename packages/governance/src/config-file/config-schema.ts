import * as z from "zod";
import { AccessName, LimitsSchema, OutputBudgetSchema, pattern, ToolsetName } from "../document/policy-parts.ts";
import { PolicySchema } from "../document/policy-schema.ts";

const KEYS_MAX = 5_000;

/** A day, whose end it is in UTC, or a moment with its zone. */
const Moment = z.union([z.iso.date(), z.iso.datetime({ offset: true })], {
  error: "must be a day (2027-12-31) or a moment with its zone (2027-12-31T18:00:00Z)",
});

/** A key in the file: what it is good for. Its secret is in no file. */
export const KeyConfigSchema = z.strictObject({
  toolsets: z.array(ToolsetName).min(1, "is empty: leave it out to mean all").max(200).optional(),
  tools: z.array(pattern).min(1, "is empty: leave it out to mean all").max(200).optional(),
  access: z.array(AccessName).min(1, "is empty: leave it out to mean all").max(3).optional(),
  limits: LimitsSchema.optional(),
  output: OutputBudgetSchema.optional(),
  expires: Moment.optional(),
});

export type KeyConfig = z.output<typeof KeyConfigSchema>;

const KeyName = z.string().regex(/^[\w.-]{1,64}$/, "must have 1 to 64 letters, digits, `.`, `_` or `-`");

/** One file for everything that decides about calls. */
export const ConfigSchema = z.strictObject({
  version: z.literal(1, { error: "must be 1, the version of this format" }),
  policy: PolicySchema.optional(),
  keys: z
    .record(
      KeyName,
      z.preprocess((value) => value ?? {}, KeyConfigSchema),
    )
    .refine((keys) => Object.keys(keys).length <= KEYS_MAX, `has more than ${KEYS_MAX} keys`)
    .optional(),
});
