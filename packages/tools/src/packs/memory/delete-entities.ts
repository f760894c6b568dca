import * as z from "zod";
import { defineTool } from "../../define-tool.ts";
import { deletedSchema, entityNameSchema } from "./graph-schemas.ts";
import { deletedResult, DELETES } from "./memory-results.ts";

export function createDeleteEntities() {
  return defineTool({
    name: "delete_entities",
    title: "Delete entities",
    description: "Deletes entities with their observations and every relation that touches them.",
    access: "destructive",
    annotations: DELETES,
    uses: ["memory"],
    input: z.object({
      entityNames: z.array(entityNameSchema()).max(1_000).describe("Names of the entities to delete."),
    }),
    output: deletedSchema(),
    async run({ entityNames }, { stores, principal }) {
      const names = [...new Set<string>(entityNames)];
      const deleted = await stores.memory.deleteEntities(principal.space, names);
      return deletedResult(deleted, names.length, { one: "entity", many: "entities" });
    },
  });
}
