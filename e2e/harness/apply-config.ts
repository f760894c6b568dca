import type { Lab } from "./lab.ts";
import { tail } from "./app.ts";
import { within } from "./until.ts";

/** Has the command line apply a configuration to the database of a data folder. @throws Error with what it said */
export async function applyConfig(
  lab: Lab,
  dataDir: string,
  config: { readonly policy?: object; readonly keys?: object },
  env: Readonly<Record<string, string>> = {},
): Promise<void> {
  const app = lab.spawn("launcher", { args: ["apply", "-f", "-", "--yes"], dataDir, env });
  app.child.stdin.end(JSON.stringify({ version: 1, ...config }));
  const { code } = await within(30_000, "mcp-tools apply ends", app.ended);
  if (code !== 0) throw new Error(`mcp-tools apply ended with ${code}:\n${tail(app.stderr())}`);
}

/** For tests in which no human is there to be asked. */
export function allowAll(lab: Lab, dataDir: string, env?: Readonly<Record<string, string>>): Promise<void> {
  return applyConfig(lab, dataDir, { policy: { defaults: { destructive: "allow" } } }, env);
}
