import type { Credential } from "../../../../src/contract/credentials.ts";
import type { Tool } from "../../../../src/contract/tool.ts";
import type { CredentialsSearch } from "./credentials-search.ts";

/** A credential that is stored, or one that a tool needs and nobody has set. */
export interface CredentialRow {
  readonly name: string;
  /** Absent: shared by all. */
  readonly principalId?: string | undefined;
  readonly stored?: Credential;
  /** Names of the tools that need it. */
  readonly tools: readonly string[];
}

export type CredentialState = "ready" | "oldKey" | "unreadable" | "notSet";

export function stateOfCredential({ stored }: Pick<CredentialRow, "stored">): CredentialState {
  if (stored === undefined) return "notSet";
  return ({ current: "ready", old: "oldKey", missing: "unreadable" } as const)[stored.key];
}

/** By name, shared ones first. One that no caller has is a row of its own, since a tool will fail for want of it. */
export function credentialRows(stored: readonly Credential[], tools: readonly Tool[]): CredentialRow[] {
  const needing = (name: string) => tools.filter(({ credentials = [] }) => credentials.includes(name));
  const rows = stored.map((one): CredentialRow => ({
    name: one.name,
    principalId: one.principalId,
    stored: one,
    tools: needing(one.name).map((tool) => tool.name),
  }));
  const known = new Set(stored.map(({ name }) => name));
  const wanted = new Set(tools.flatMap(({ credentials = [] }) => credentials));
  const missing = [...wanted]
    .filter((name) => !known.has(name))
    .map((name): CredentialRow => ({ name, tools: needing(name).map((tool) => tool.name) }));
  return [...rows, ...missing].toSorted(
    (a, b) => a.name.localeCompare(b.name) || (a.principalId ?? "").localeCompare(b.principalId ?? ""),
  );
}

export function filterRows(
  rows: readonly CredentialRow[],
  { q = "", show }: CredentialsSearch,
  nameOf: (principalId: string) => string,
): CredentialRow[] {
  const words = q.toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter((row) => {
    const owner = row.principalId === undefined ? "" : `${row.principalId} ${nameOf(row.principalId)}`;
    const text = `${row.name} ${owner} ${row.tools.join(" ")}`.toLowerCase();
    return words.every((word) => text.includes(word)) && fits(row, show);
  });
}

function fits(row: CredentialRow, show: CredentialsSearch["show"]): boolean {
  if (show === "missing") return stateOfCredential(row) === "notSet" || stateOfCredential(row) === "unreadable";
  if (show === "shared") return row.principalId === undefined;
  return show === undefined || row.principalId !== undefined;
}

export function keyOfRow({ name, principalId = "" }: Pick<CredentialRow, "name" | "principalId">): string {
  return `${name} ${principalId}`;
}

/** A key by its name where that is known; whoever else by the id. */
export function ownerName(
  principalId: string,
  keys: readonly { readonly id: string; readonly name: string }[],
): string {
  const key = keys.find(({ id }) => principalId === `key:${id}`);
  return key === undefined ? principalId : `key:${key.name}`;
}
