import * as z from "zod";
import { defineTool } from "../../define-tool.ts";
import { entitySchema, storedEntitySchema } from "./graph-schemas.ts";
import { ADDS, jsonResult } from "./memory-results.ts";

export function createCreateEntities() {
  return defineTool({
    name: "create_entities",
    title: "Create entities",
    description:
      "Adds entities to the knowledge graph. An entity whose name is taken is left as it is; only those created come back.",
    access: "write",
    annotations: ADDS,
    uses: ["memory"],
    input: z.object({ entities: z.array(entitySchema()).max(1_000).describe("The entities to add.") }),
    output: z.object({ entities: z.array(storedEntitySchema()).describe("The entities that were created.") }),
    async run({ entities }, { stores, principal }) {
      const created = await stores.memory.createEntities(principal.space, entities);
      return jsonResult({ entities: created }, created);
    },
  });
}
