import { createHash } from "node:crypto";
import type { PolicyDocument } from "@mcp-tools/core";

/** Of what lists show: two documents with the same one show everyone the same. */
export function listsFingerprint({ defaults, rules, toolsets, tools }: PolicyDocument): string {
  const deciding = rules.filter(({ enabled }) => enabled).map(({ match, effect }) => ({ match, effect }));
  const settings = Object.entries(tools)
    .map(([name, { enabled = true, title, description }]) => ({ name, enabled, title, description }))
    .filter(({ enabled, title, description }) => !enabled || title !== undefined || description !== undefined)
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  return createHash("sha256")
    .update(JSON.stringify([defaults, deciding, toolsets, settings], inOrder))
    .digest("base64url");
}

/** The database keeps properties in an order of its own. */
function inOrder(_name: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
