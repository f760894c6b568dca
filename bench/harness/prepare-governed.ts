import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { governedConfig } from "../governed/policy.ts";
import type { Children } from "./children.ts";
import { builtApp } from "./built-app.ts";

const commandMs = 60_000;

export interface Governed {
  readonly settings: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
}

/** Gives a new data folder its policy and a key, by the command line, as its owner would. */
export async function prepareGoverned(
  children: Children,
  { dataDir, workDir }: { dataDir: string; workDir: string },
): Promise<Governed> {
  const settings = { TOOLS_DIR: join(import.meta.dirname, "..", "governed", "tools"), AUTH: "keys" };
  const run = (...args: string[]) =>
    children.run(
      { name: "mcp-tools", args: [builtApp("launcher"), ...args, "--data-dir", dataDir], settings },
      commandMs,
    );
  const file = join(workDir, "governed.json");
  writeFileSync(file, JSON.stringify(governedConfig()));
  await run("apply", "-f", file, "--yes", "--json");
  const created = JSON.parse(await run("keys", "create", "--name", "bench", "--toolset", "team", "--json")) as {
    key: string;
  };
  return { settings, headers: { Authorization: `Bearer ${created.key}` } };
}
