import { z } from "@hono/zod-openapi";
import { Overview } from "./overview.ts";

export const SettingView = z
  .object({
    name: z.string().openapi({ example: "ADMIN_PORT" }),
    description: z.string().openapi({ description: "Markdown." }),
    value: z.string().optional().openapi({ description: "Absent where there is none, and for every secret." }),
    default: z.string().optional(),
    isSet: z.boolean(),
    secret: z.boolean(),
    source: z.enum(["default", "file", "environment", "flag"]),
  })
  .openapi("Setting");
export type SettingView = z.output<typeof SettingView>;

export const SettingList = z
  .object({
    settings: z.array(SettingView).openapi({
      description: "Of the process that answers. Read once, at its start: changing one takes a restart.",
    }),
  })
  .openapi("SettingList");

/** What to hand over when something is wrong. */
export const Diagnostics = z
  .object({
    at: z.number().openapi({ description: "Milliseconds since the epoch." }),
    version: z.string(),
    node: z.string(),
    platform: z.string(),
    overview: Overview,
    settings: z.array(SettingView.omit({ description: true })),
    policy: z
      .object({ version: z.number(), rules: z.number(), toolsets: z.number() })
      .optional()
      .openapi({ description: "How much of each; absent while it cannot be read." }),
    packs: z.array(z.object({ name: z.string(), tools: z.number() })),
  })
  .openapi("Diagnostics");
export type Diagnostics = z.output<typeof Diagnostics>;
