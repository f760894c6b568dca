import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { findFreePort } from "./find-free-port.ts";
import { send } from "./http.ts";
import type { Lab } from "./lab.ts";
import { startProgram } from "./start-program.ts";
import { until } from "./until.ts";

export interface Balancer {
  readonly mcp: string;
  readonly console: string;
  readonly health: string;
  /** Its access log, a record a request. */
  requests(): { path: string; status: number; upstream: string }[];
}

const shipped = join(import.meta.dirname, "..", "..", "deploy", "nginx.conf");

/**
 * The shipped file in front of these, given as `host:port`. Changed is only what a place needs: ports, folders, and addresses
 * in place of Docker's names, as the file itself says.
 */
export async function startNginx(
  lab: Lab,
  { mcp, consoles }: { readonly mcp: readonly string[]; readonly consoles: readonly string[] },
): Promise<Balancer> {
  const folder = lab.path("nginx");
  const config = lab.path("nginx.conf");
  const ports = { "8080": await findFreePort(), "8081": await findFreePort(), "8082": await findFreePort() };
  let text = readFileSync(shipped, "utf8");
  const replace = (from: string, to: string) => {
    if (!text.includes(from)) throw new Error(`${shipped} has no "${from}"`);
    text = text.replaceAll(from, to);
  };
  for (const [port, free] of Object.entries(ports)) replace(`listen ${port};`, `listen 127.0.0.1:${free};`);
  replace("/tmp/nginx", folder);
  const at = (addresses: readonly string[]) => addresses.map((address) => `server ${address} max_fails=0;`).join("\n");
  replace("server mcp-tools:9090 resolve max_fails=0;", at(mcp));
  replace("server mcp-tools:9091 resolve max_fails=0;", at(consoles));
  writeFileSync(config, text);
  const nginx = await startProgram(lab, "nginx", { args: ["-e", "stderr", "-c", config, "-g", "daemon off;"] });
  const [front, console, health] = Object.values(ports).map((port) => `http://127.0.0.1:${port}`);
  await until("nginx answers", async () => (await send(`${health}/health`)).status === 200);
  return {
    mcp: front ?? "",
    console: console ?? "",
    health: health ?? "",
    requests: () =>
      nginx
        .output()
        .split("\n")
        .filter((line) => line.startsWith("{"))
        .map((line) => JSON.parse(line) as { path: string; status: number; upstream: string }),
  };
}
