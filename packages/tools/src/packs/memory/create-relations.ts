import * as z from "zod";
import { defineTool } from "../../define-tool.ts";
import { relationSchema, storedRelationSchema } from "./graph-schemas.ts";
import { ADDS, jsonResult } from "./memory-results.ts";

export function createCreateRelations() {
  return defineTool({
    name: "create_relations",
    title: "Create relations",
    description:
      "Adds relations between entities to the knowledge graph, in active voice. A relation that exists is left as it is; only those created come back.",
    access: "write",
    annotations: ADDS,
    uses: ["memory"],
    input: z.object({ relations: z.array(relationSchema()).max(1_000).describe("The relations to add.") }),
    output: z.object({ relations: z.array(storedRelationSchema()).describe("The relations that were created.") }),
    async run({ relations }, { stores, principal }) {
      const created = await stores.memory.createRelations(principal.space, relations);
      return jsonResult({ relations: created }, created);
    },
  });
}
