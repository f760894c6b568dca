import * as z from "zod";
import { defineTool } from "../../define-tool.ts";
import { fitGraph } from "./fit-graph.ts";
import { graphSchema, storableText } from "./graph-schemas.ts";
import { graphResult, READS } from "./memory-results.ts";

const ENTITIES_MAX = 200;

export function createSearchNodes({ bytesMax }: { bytesMax: number }) {
  return defineTool({
    name: "search_nodes",
    title: "Search nodes",
    description: `Finds entities whose name, type or observations match, best first, up to ${ENTITIES_MAX}, with their relations.`,
    access: "read",
    annotations: READS,
    uses: ["memory"],
    input: z.object({
      query: storableText(1_000).describe("Words, or part of one, to look for."),
    }),
    output: graphSchema(),
    async run({ query }, { stores, principal }) {
      const graph = await stores.memory.searchNodes(principal.space, query, ENTITIES_MAX + 1);
      const advice = "Use more or rarer words, or name the entities to open_nodes.";
      return graphResult(fitGraph(graph, { entitiesMax: ENTITIES_MAX, bytesMax, advice }));
    },
  });
}
