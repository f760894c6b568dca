import type { Config } from "@mcp-tools/config";
import type { Output } from "../cli/output.ts";
import { withPlatform } from "../cli/with-platform.ts";
import { readSecret } from "./read-secret.ts";
import { runCredentials, type CredentialsRequest } from "./run-credentials.ts";

/** Runs a request about credentials on the database itself; no server has to be up. @returns the exit code */
export function openCredentials(
  request: CredentialsRequest,
  { config, output, json }: { config: Config; output: Output; json: boolean },
): Promise<number> {
  return withPlatform(config, ({ credentials }) => runCredentials(request, { credentials, output, json, readSecret }));
}
