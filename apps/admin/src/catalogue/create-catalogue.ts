import { estimateTokens } from "@mcp-tools/core";
import type { RegisteredTool, Registry, ToolListing } from "@mcp-tools/tools";
import type { Tool } from "../contract/tool.ts";
import type { Catalogue } from "./catalogue.ts";

export function createCatalogue({ registry }: { registry: Pick<Registry, "packs" | "tools" | "tool"> }): Catalogue {
  // A listing never changes once registered, so its weight is counted once.
  const tokensOf = new WeakMap<ToolListing, number>();

  return {
    list() {
      const tools = registry.tools();
      const packs = registry.packs
        .map(({ name, description }) => ({
          name,
          description,
          tools: tools.filter(({ pack }) => pack === name).length,
        }))
        .filter((pack) => pack.tools > 0);
      return { tools: tools.map(describe), packs, tokens: sum(tools) };
    },
    find(name) {
      const tool = registry.tool(name);
      return tool === undefined ? undefined : describe(tool);
    },
    size() {
      const tools = registry.tools();
      return { count: tools.length, tokens: sum(tools) };
    },
  };

  function sum(tools: readonly RegisteredTool[]): number {
    return tools.reduce((total, { listing }) => total + count(listing), 0);
  }

  function count(listing: ToolListing): number {
    let tokens = tokensOf.get(listing);
    if (tokens === undefined) {
      tokens = estimateTokens(JSON.stringify(listing));
      tokensOf.set(listing, tokens);
    }
    return tokens;
  }

  function describe({ definition, listing, pack, access, timeoutMs }: RegisteredTool): Tool {
    const { name, title, description, annotations, inputSchema, outputSchema } = listing;
    return {
      name,
      ...(title === undefined ? {} : { title }),
      description,
      pack,
      access,
      annotations,
      inputSchema,
      ...(outputSchema === undefined ? {} : { outputSchema }),
      timeoutMs,
      ...(definition.credentials === undefined ? {} : { credentials: [...definition.credentials] }),
      tokens: count(listing),
    };
  }
}
