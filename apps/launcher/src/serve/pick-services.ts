import type { Service } from "@mcp-tools/platform";

export interface Choice {
  readonly transport: "sse" | "stdio" | "both";
  readonly admin: boolean;
}

/** Loads the code of what is to run, and of nothing else. In the order in which they start. */
export async function pickServices({ transport, admin }: Choice): Promise<Service[]> {
  // First: from here on, stdout is the protocol's alone.
  const stdio = transport === "sse" ? undefined : (await import("@mcp-tools/mcp-stdio/service")).createMcpStdio();
  const services: Service[] = [];
  if (transport !== "stdio") services.push((await import("@mcp-tools/mcp-sse/service")).mcpSse);
  if (admin) services.push((await import("@mcp-tools/admin/service")).admin);
  if (stdio !== undefined) services.push(stdio);
  return services;
}
