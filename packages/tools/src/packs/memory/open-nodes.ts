import * as z from "zod";
import { defineTool } from "../../define-tool.ts";
import { fitGraph } from "./fit-graph.ts";
import { entityNameSchema, graphSchema } from "./graph-schemas.ts";
import { graphResult, READS } from "./memory-results.ts";

const NAMES_MAX = 1_000;

export function createOpenNodes({ bytesMax }: { bytesMax: number }) {
  return defineTool({
    name: "open_nodes",
    title: "Open nodes",
    description:
      "The named entities and every relation that touches one of them. Names that do not exist are left out.",
    access: "read",
    annotations: READS,
    uses: ["memory"],
    input: z.object({ names: z.array(entityNameSchema()).max(NAMES_MAX).describe("Names of the entities to open.") }),
    output: graphSchema(),
    async run({ names }, { stores, principal }) {
      const graph = await stores.memory.openNodes(principal.space, names);
      const advice = "Name fewer entities at once.";
      return graphResult(fitGraph(graph, { entitiesMax: NAMES_MAX, bytesMax, advice }));
    },
  });
}
