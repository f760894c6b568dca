import * as z from "zod";
import { defineTool } from "../../define-tool.ts";
import { deletedSchema, entityNameSchema, observationsSchema } from "./graph-schemas.ts";
import { deletedResult, DELETES } from "./memory-results.ts";

export function createDeleteObservations() {
  return defineTool({
    name: "delete_observations",
    title: "Delete observations",
    description: "Deletes single facts from entities; each must be given word for word.",
    access: "destructive",
    annotations: DELETES,
    uses: ["memory"],
    input: z.object({
      deletions: z
        .array(
          z.object({
            entityName: entityNameSchema().describe("Name of the entity that has the facts."),
            observations: observationsSchema().describe("The facts to delete, word for word."),
          }),
        )
        .max(1_000)
        .describe("What to delete from which entity."),
    }),
    output: deletedSchema(),
    async run({ deletions }, { stores, principal }) {
      const asked = new Set<string>();
      for (const { entityName, observations } of deletions) {
        for (const text of observations) asked.add(JSON.stringify([entityName, text]));
      }
      const deleted = await stores.memory.deleteObservations(principal.space, deletions);
      return deletedResult(deleted, asked.size, { one: "observation", many: "observations" });
    },
  });
}
