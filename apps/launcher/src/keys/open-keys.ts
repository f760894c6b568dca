import type { Config } from "@mcp-tools/config";
import { createKeyVerbs } from "@mcp-tools/governance";
import type { Output } from "../cli/output.ts";
import { withPlatform } from "../cli/with-platform.ts";
import { runKeys, type KeysRequest } from "./run-keys.ts";

/** Runs a request about keys on the database itself; no server has to be up. */
export function openKeys(
  request: KeysRequest,
  { config, output, json }: { config: Config; output: Output; json: boolean },
): Promise<void> {
  return withPlatform(config, ({ keys, audit }) =>
    runKeys(request, { verbs: createKeyVerbs({ keys, audit }), output, json, url: urlOf(config) }),
  );
}

function urlOf({ http: { publicUrl, host, port } }: Config): string {
  if (publicUrl !== undefined) return publicUrl;
  const name = ["0.0.0.0", "::"].includes(host) ? "127.0.0.1" : host;
  return `http://${name.includes(":") ? `[${name}]` : name}:${port}`;
}
