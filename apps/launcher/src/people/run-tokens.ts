import { AppError, type ApiToken } from "@mcp-tools/core";
import { createApiToken, listApiTokens, operator, revokeApiToken, type PeopleDeps } from "@mcp-tools/governance";
import type { Output } from "../cli/output.ts";
import type { TokensCommand } from "../cli/people-commands.ts";
import { parseDuration } from "../keys/parse-duration.ts";
import { alsoEnded } from "./also-ended.ts";

/** What `mcp-tools tokens …` does, on the database itself. */
export async function runTokens(
  command: TokensCommand,
  deps: PeopleDeps,
  { json, output }: { json: boolean; output: Output },
): Promise<void> {
  switch (command.verb) {
    case "create": {
      const { name, role, expires } = command;
      const lifetimeMs = expires === undefined ? undefined : lifetimeOf(expires);
      const { token, secret } = await createApiToken(deps, operator, { name, role, lifetimeMs });
      if (json) return output.json({ ...token, token: secret });
      output.note(`Token "${token.name}" with the role ${token.role}. It is not shown again:`);
      return output.print(secret);
    }
    case "list": {
      const tokens = await listApiTokens(deps, operator);
      if (json) return output.json({ tokens });
      for (const { name, prefix, role, lastUsedAt, ...state } of tokens)
        output.print(
          `${name}  ${prefix}…  ${role}  ${stateOf(state)}  ${lastUsedAt === undefined ? "never used" : `used ${day(lastUsedAt)}`}`,
        );
      if (tokens.length === 0)
        output.print("There is no token. `mcp-tools tokens create --name ci --role admin` makes one.");
      return undefined;
    }
    case "revoke": {
      const token = await revokeApiToken(deps, operator, command.token);
      return json
        ? output.json({ revoked: token })
        : output.print(`Token "${token.name}" was revoked.${alsoEnded(token)}`);
    }
  }
}

function lifetimeOf(expires: string): number {
  const lifetimeMs = parseDuration(expires);
  if (!lifetimeMs)
    throw new AppError("invalid_input", `--expires: "${expires}" is no time; write e.g. 30m, 12h, 90d, 8w or 1y.`);
  return lifetimeMs;
}

function stateOf({ revokedAt, expiresAt, isSuspended }: Pick<ApiToken, "revokedAt" | "expiresAt" | "isSuspended">) {
  if (revokedAt !== undefined) return `revoked ${day(revokedAt)}`;
  if (expiresAt !== undefined && expiresAt <= Date.now()) return `expired ${day(expiresAt)}`;
  if (isSuspended) return "suspended: whoever made it may not give this role now";
  return expiresAt === undefined ? "does not expire" : `until ${day(expiresAt)}`;
}

function day(epochMs: number): string {
  return new Date(epochMs).toISOString().slice(0, 16).replace("T", " ");
}
