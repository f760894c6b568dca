import { operator, type KeyInput, type KeyVerbs, type KeyView, type KeyWithSecret } from "@mcp-tools/governance";
import type { Output } from "../cli/output.ts";
import { toPatch, type KeyChanges } from "./change-key.ts";
import { renderKey, renderKeys } from "./render-keys.ts";

export type KeysRequest =
  | { readonly verb: "create"; readonly input: KeyInput }
  | { readonly verb: "list"; readonly revoked: boolean }
  | { readonly verb: "show"; readonly key: string }
  | { readonly verb: "update"; readonly key: string; readonly changes: KeyChanges }
  | { readonly verb: "rotate"; readonly key: string; readonly overlapMs: number | undefined }
  | { readonly verb: "revoke"; readonly key: string };

export interface KeysParts {
  readonly verbs: KeyVerbs;
  readonly output: Output;
  readonly json: boolean;
  /** Where clients reach MCP. */
  readonly url: string;
}

/** What `mcp-tools keys` does, as whoever runs this machine. The secret alone goes to stdout, so that it can be piped. */
export async function runKeys(request: KeysRequest, parts: KeysParts): Promise<void> {
  const { verbs, output, json } = parts;
  switch (request.verb) {
    case "create":
      return sayKey(await verbs.create(operator, request.input), parts);
    case "list": {
      const keys = await verbs.list(operator, { revoked: request.revoked });
      if (json) return output.json(keys.map(toJson));
      if (keys.length > 0) return output.print(renderKeys(keys));
      return output.note("There are no keys. `mcp-tools keys create --name <name>` makes one.");
    }
    case "show": {
      const key = await verbs.get(operator, request.key);
      return json ? output.json(toJson(key)) : output.print(renderKey(key));
    }
    case "update": {
      const before = await verbs.get(operator, request.key);
      const key = await verbs.update(operator, before.id, toPatch(before, request.changes));
      if (json) return output.json(toJson(key));
      output.note(`The key "${key.name}" is changed, in every process within a second.`);
      return output.print(renderKey(key));
    }
    case "rotate": {
      const rotated = await verbs.rotate(operator, request.key, { overlapMs: request.overlapMs });
      sayKey(rotated, parts);
      const old = rotated.key.secrets.filter(({ expiresAt }) => expiresAt !== undefined);
      if (json) return undefined;
      if (old.length === 0) return output.note("The old key is no longer good.");
      const until = new Date(Math.max(...old.map(({ expiresAt = 0 }) => expiresAt))).toISOString();
      return output.note(`The old key stays good until ${until}.`);
    }
    case "revoke": {
      const key = await verbs.revoke(operator, request.key);
      return json
        ? output.json(toJson(key))
        : output.note(`The key "${key.name}" is revoked: every process refuses it within a second.`);
    }
  }
}

function sayKey({ key, secret }: KeyWithSecret, { output, json, url }: KeysParts): void {
  if (json) return output.json({ ...toJson(key), key: secret });
  output.note(`\n  ${output.bold(`The key "${key.name}". Copy it now: it is shown this once.`)}\n`);
  output.print(secret);
  output.note(
    [
      "",
      `  Clients send it to ${url}/mcp as a header: Authorization: Bearer <key>.`,
      "  Where keys are required, `mcp-tools connect <client> --http` writes that, with the key read from MCP_TOOLS_KEY.",
      "",
    ].join("\n"),
  );
}

/** Times as people and other programs write them. */
function toJson(key: KeyView): Record<string, unknown> {
  const { createdAt, expiresAt, revokedAt, lastUsedAt, secrets, ...rest } = key;
  return {
    ...rest,
    createdAt: iso(createdAt),
    expiresAt: iso(expiresAt),
    revokedAt: iso(revokedAt),
    lastUsedAt: iso(lastUsedAt),
    secrets: secrets.map((secret) => ({
      prefix: secret.prefix,
      createdAt: iso(secret.createdAt),
      expiresAt: iso(secret.expiresAt),
    })),
  };
}

function iso(at: number | undefined): string | undefined {
  return at === undefined ? undefined : new Date(at).toISOString();
}
