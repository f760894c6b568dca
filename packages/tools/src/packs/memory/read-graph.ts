import * as z from "zod";
import { defineTool } from "../../define-tool.ts";
import { fitGraph } from "./fit-graph.ts";
import { graphSchema } from "./graph-schemas.ts";
import { graphResult, READS } from "./memory-results.ts";

const ENTITIES_MAX = 1_000;

export function createReadGraph({ bytesMax }: { bytesMax: number }) {
  return defineTool({
    name: "read_graph",
    title: "Read graph",
    description: `The whole knowledge graph, oldest entities first, up to ${ENTITIES_MAX} of them. In a large graph use search_nodes instead.`,
    access: "read",
    annotations: READS,
    uses: ["memory"],
    input: z.object({}),
    output: graphSchema(),
    async run(_input, { stores, principal }) {
      const graph = await stores.memory.readGraph(principal.space, ENTITIES_MAX + 1);
      const advice = "Find the others with search_nodes, or by name with open_nodes.";
      return graphResult(fitGraph(graph, { entitiesMax: ENTITIES_MAX, bytesMax, advice }));
    },
  });
}
