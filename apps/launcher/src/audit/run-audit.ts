import type { AuditFilter } from "@mcp-tools/core";
import { operator, type AuditVerbs } from "@mcp-tools/governance";
import type { AuditCommand, AuditSearch } from "../cli/audit-commands.ts";
import { exitCodes } from "../cli/exit-codes.ts";
import type { Output } from "../cli/output.ts";
import { readSince } from "../policy/read-since.ts";
import { readHeads, saveHeads } from "./heads-file.ts";
import { renderRows } from "./render-rows.ts";
import { reportVerdict } from "./report-verdict.ts";
import { writeExport } from "./write-export.ts";

export interface AuditDeps {
  readonly verbs: AuditVerbs;
  readonly output: Output;
  /** Where an export without a file goes. */
  readonly stdout: NodeJS.WritableStream;
  readonly signal: AbortSignal;
  readonly now?: () => number;
}

/** Does what the command says as the operator. @returns the exit code: 1 when a check found something */
export async function runAudit(
  { command, json }: { readonly command: AuditCommand; readonly json: boolean },
  { verbs, output, stdout, signal, now = Date.now }: AuditDeps,
): Promise<number> {
  switch (command.verb) {
    case "list": {
      const rows = await verbs.list(operator, { ...filterOf(command.search, now()), limit: command.limit });
      if (json) output.json(rows);
      else output.print(renderRows(rows));
      return exitCodes.ok;
    }
    case "export": {
      const { format, search, out } = command;
      const parts = await verbs.export(operator, { format, filter: filterOf(search, now()) });
      await writeExport(parts, { out, stdout, signal });
      return exitCodes.ok;
    }
    case "verify": {
      const heads = command.heads === undefined ? undefined : await readHeads(command.heads);
      const verdict = await verbs.verify(operator, { heads, signal });
      if (json) output.json(verdict);
      else reportVerdict(verdict, output);
      if (!verdict.ok) {
        // What is wrong must not become what a later check goes by.
        if (command.saveHeads !== undefined) output.note("The ends of the chains were not saved.");
        return exitCodes.failure;
      }
      if (command.saveHeads !== undefined) await saveHeads(command.saveHeads, verdict.heads);
      return exitCodes.ok;
    }
  }
}

function filterOf({ from, to, principal, ...search }: AuditSearch, now: number): AuditFilter {
  return {
    ...search,
    principalId: principal,
    from: from === undefined ? undefined : readSince(from, now),
    to: to === undefined ? undefined : readSince(to, now),
  };
}
