import type { Config } from "@mcp-tools/config";

/** Where people open the console, without a slash at its end: ADMIN_URL, or where it listens. */
export function consoleUrl({ admin: { url, host, port } }: Pick<Config, "admin">): string {
  if (url !== undefined) return url;
  const name = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host;
  return `http://${name.includes(":") ? `[${name}]` : name}:${port}`;
}
