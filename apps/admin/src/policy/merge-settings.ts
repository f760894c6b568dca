import type { PolicyDocument } from "@mcp-tools/core";

type Sections = Pick<PolicyDocument, "defaults" | "limits" | "output" | "approvals" | "idempotency">;
type Patch = { readonly [Name in keyof Sections]?: Readonly<Record<string, unknown>> | undefined };

/** The document with other settings: what is absent in the patch stays, null takes a field away. What it makes is checked when saved. */
export function mergeSettings(document: PolicyDocument, patch: Patch): object {
  const changed = Object.entries(patch).map(([section, fields = {}]) => {
    const merged = { ...document[section as keyof Sections], ...defined(fields) };
    return [section, Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== null))];
  });
  return { ...document, ...Object.fromEntries(changed) };
}

function defined(fields: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
