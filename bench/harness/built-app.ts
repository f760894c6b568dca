import { existsSync } from "node:fs";
import { join } from "node:path";

const appsDir = join(import.meta.dirname, "..", "..", "apps");

/** @throws Error when the app is not built */
export function builtApp(app: "launcher" | "mcp-sse" | "mcp-stdio"): string {
  const path = join(appsDir, app, "dist", "main.js");
  if (!existsSync(path)) throw new Error(`apps/${app}/dist/main.js is not there; run \`pnpm build\` first`);
  return path;
}
