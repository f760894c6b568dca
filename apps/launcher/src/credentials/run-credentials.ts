import { operator, type CredentialListing, type CredentialRef, type Credentials } from "@mcp-tools/governance";
import { exitCodes } from "../cli/exit-codes.ts";
import type { Output } from "../cli/output.ts";

export type CredentialsRequest =
  | ({ readonly verb: "set" } & CredentialRef)
  | { readonly verb: "list" }
  | ({ readonly verb: "delete" } & CredentialRef)
  | { readonly verb: "rotate" };

export interface CredentialsDeps {
  readonly credentials: Credentials;
  readonly output: Output;
  readonly json: boolean;
  /** Asks for a value, or takes what is piped in. */
  readonly readSecret: (prompt: string) => Promise<string>;
}

/** @returns the exit code: 1 when some could not be encrypted anew */
export async function runCredentials(request: CredentialsRequest, deps: CredentialsDeps): Promise<number> {
  const { credentials, output, json } = deps;
  switch (request.verb) {
    case "set":
      await set(request, deps);
      return exitCodes.ok;
    case "list": {
      const listed = await credentials.listCredentials(operator);
      if (json) output.json(listed);
      else if (listed.length === 0)
        output.note("There are no credentials. mcp-tools credentials set <name> stores one.");
      else output.print(renderCredentials(listed));
      return exitCodes.ok;
    }
    case "delete": {
      const { name, principalId } = request;
      await credentials.deleteCredential(operator, { name, principalId });
      if (json) output.json({ deleted: { name, principalId } });
      else output.note(`Deleted ${name}${ownerOf(principalId)}.`);
      return exitCodes.ok;
    }
    case "rotate":
      return rotate(deps);
  }
}

const MASKED_FROM = 6;

async function set(
  { name, principalId }: CredentialRef,
  { credentials, output, json, readSecret }: CredentialsDeps,
): Promise<void> {
  const value = await readSecret(`Value of ${name}${ownerOf(principalId)} (not shown): `);
  const stored = await credentials.setCredential(operator, { name, principalId, value });
  if (json) output.json(stored);
  else output.note(`Stored ${name}${ownerOf(principalId)}.`);
  if (value.length < MASKED_FROM)
    output.note(`It is shorter than ${MASKED_FROM} characters, so it cannot be masked where a tool lets it slip.`);
}

async function rotate({ credentials, output, json }: CredentialsDeps): Promise<number> {
  const rotation = await credentials.rotateCredentials(operator);
  const { rotated, current, changed, failed } = rotation;
  if (json) output.json(rotation);
  else output.note(`${rotated} encrypted anew, ${current + changed} were up to date, ${failed.length} failed.`);
  for (const { name, principalId, reason } of failed) output.note(`- ${name}${ownerOf(principalId)}: ${reason}`);
  return failed.length === 0 ? exitCodes.ok : exitCodes.failure;
}

function ownerOf(principalId: string | undefined): string {
  return principalId === undefined ? "" : ` of ${principalId}`;
}

/** One line a credential, in columns. */
function renderCredentials(listed: readonly CredentialListing[]): string {
  const rows = listed.map(({ name, principalId, key, updatedAt, updatedBy }) => [
    name,
    principalId ?? "all",
    key,
    `${new Date(updatedAt).toISOString().slice(0, 16).replace("T", " ")} UTC`,
    updatedBy,
  ]);
  const table = [["NAME", "FOR", "KEY", "SET", "BY"], ...rows];
  const widths = (table[0] ?? []).map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  return table
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
