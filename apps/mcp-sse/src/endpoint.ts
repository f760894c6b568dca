/** Which of MCP's routes a path is, and the toolset that it names. The route is a label of metrics: it never has the name. */
export interface Endpoint {
  readonly route: "/mcp" | "/sse" | "/messages" | "/mcp/:toolset" | "/sse/:toolset";
  readonly toolset?: string | undefined;
}

const PLAIN: Readonly<Record<string, Endpoint>> = {
  "/mcp": { route: "/mcp" },
  "/sse": { route: "/sse" },
  "/messages": { route: "/messages" },
};
/** As toolsets may be called. */
const OF_TOOLSET = /^\/(mcp|sse)\/([a-z0-9][a-z0-9-]{0,63})$/;

/** Undefined for every path that is not MCP's. */
export function endpointOf(path: string): Endpoint | undefined {
  if (Object.hasOwn(PLAIN, path)) return PLAIN[path];
  const match = OF_TOOLSET.exec(path);
  return match === null
    ? undefined
    : { route: match[1] === "mcp" ? "/mcp/:toolset" : "/sse/:toolset", toolset: match[2] };
}
