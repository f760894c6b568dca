import type { Relation } from "@mcp-tools/core";
import * as z from "zod";
import { defineTool } from "../../define-tool.ts";
import { deletedSchema, relationSchema } from "./graph-schemas.ts";
import { deletedResult, DELETES } from "./memory-results.ts";

export function createDeleteRelations() {
  return defineTool({
    name: "delete_relations",
    title: "Delete relations",
    description: "Deletes relations from the knowledge graph; the entities stay.",
    access: "destructive",
    annotations: DELETES,
    uses: ["memory"],
    input: z.object({ relations: z.array(relationSchema()).max(1_000).describe("The relations to delete.") }),
    output: deletedSchema(),
    async run({ relations }, { stores, principal }) {
      const asked = new Set(
        relations.map(({ from, to, relationType }: Relation) => JSON.stringify([from, to, relationType])),
      );
      const deleted = await stores.memory.deleteRelations(principal.space, relations);
      return deletedResult(deleted, asked.size, { one: "relation", many: "relations" });
    },
  });
}
