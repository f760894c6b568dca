import { z } from "@hono/zod-openapi";
import { Change } from "./policy.ts";

const text = z
  .string()
  .min(1)
  .max(5_000_000)
  .openapi({ description: "YAML or JSON.", example: "version: 1\npolicy:\n  defaults:\n    destructive: ask\n" });
const prune = z.boolean().optional().openapi({
  description: "Takes away what a section of the file does not name; a section that it lacks is left alone.",
});

export const PlanConfig = z.strictObject({ text, prune }).openapi("PlanConfig");
export const ApplyConfig = z
  .strictObject({ text, prune, note: z.string().max(1000).optional() })
  .openapi("ApplyConfig");

const plan = {
  version: z.number().openapi({ description: "Of the policy that it was compared with, or that it made." }),
  changes: z.array(Change).readonly(),
  warnings: z.array(z.string()).readonly(),
};

export const ConfigPlan = z.object(plan).openapi("ConfigPlan");
export const ConfigApplied = z
  .object({
    ...plan,
    created: z
      .array(z.object({ name: z.string(), id: z.string(), secret: z.string() }))
      .readonly()
      .openapi({ description: "Keys that were made, with their secrets, which are said this once." }),
    failed: z.string().optional().openapi({ description: "Why it went no further. Applying the file again goes on." }),
  })
  .openapi("ConfigApplied");
