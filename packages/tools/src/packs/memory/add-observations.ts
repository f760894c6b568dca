import * as z from "zod";
import { defineTool } from "../../define-tool.ts";
import { entityNameSchema, observationsSchema } from "./graph-schemas.ts";
import { ADDS, jsonResult } from "./memory-results.ts";

export function createAddObservations() {
  return defineTool({
    name: "add_observations",
    title: "Add observations",
    description:
      "Adds facts to entities that exist. Facts an entity already has are skipped; when one of the entities does not exist, nothing is added.",
    access: "write",
    annotations: ADDS,
    uses: ["memory"],
    input: z.object({
      observations: z
        .array(
          z.object({
            entityName: entityNameSchema().describe("Name of the entity to add to."),
            contents: observationsSchema().describe("The facts to add, one per item."),
          }),
        )
        .max(1_000)
        .describe("What to add to which entity."),
    }),
    output: z.object({
      results: z
        .array(z.object({ entityName: z.string(), addedObservations: z.array(z.string()) }))
        .describe("What was added, per entity."),
    }),
    async run({ observations }, { stores, principal }) {
      const results = await stores.memory.addObservations(principal.space, observations);
      return jsonResult({ results }, results);
    },
  });
}
