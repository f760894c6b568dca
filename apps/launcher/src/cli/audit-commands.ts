import type { AuditKind, AuditOutcome } from "@mcp-tools/core";
import { InvalidArgumentError, Option, type Command } from "commander";
import { commonOf, configured, type Common, type Parsed } from "./command-options.ts";
import { localSettings } from "./setting-flags.ts";

const kinds = ["call", "approval", "change", "access"] as const satisfies readonly AuditKind[];
const outcomes = [
  "ok",
  "error",
  "refused",
  "pending",
  "cancelled",
  "timeout",
  "input_required",
  "unknown",
] as const satisfies readonly AuditOutcome[];

/** What to look for, as typed. */
export interface AuditSearch {
  /** `24h`, `7d`, or a moment. */
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly kinds: readonly AuditKind[] | undefined;
  readonly outcomes: readonly AuditOutcome[] | undefined;
  readonly tool: string | undefined;
  readonly principal: string | undefined;
  readonly subject: string | undefined;
  readonly text: string | undefined;
}

export type AuditCommand =
  | { readonly verb: "list"; readonly search: AuditSearch; readonly limit: number }
  | {
      readonly verb: "export";
      readonly search: AuditSearch;
      readonly format: "jsonl" | "csv";
      /** A new file; undefined: stdout. */
      readonly out: string | undefined;
    }
  | {
      readonly verb: "verify";
      /** Files. */
      readonly heads: string | undefined;
      readonly saveHeads: string | undefined;
    };

export interface AuditActions {
  audit(options: Common & { readonly json: boolean; readonly command: AuditCommand }): Promise<void>;
}

const LIMIT = 50;

/** `mcp-tools audit …`: what was done, and whether its record is whole. */
export function addAuditCommands(program: Command, { audit }: AuditActions): void {
  const group = program.command("audit").description("what was done, by whom: list, export, verify");
  const add = (name: string, description: string) =>
    configured(group.command(name), localSettings).description(description);
  const run = (options: Parsed, command: AuditCommand) =>
    audit({ ...commonOf(options), json: options.json === true, command });

  searching(add("list", "list calls, decisions and changes, the newest first"))
    .option("--limit <number>", "how many at most", toLimit, LIMIT)
    .option("--json", "print them as JSON")
    .action((options: Parsed) =>
      run(options, { verb: "list", search: searchOf(options), limit: Number(options["limit"]) }),
    );
  searching(add("export", "write all of it, or what is looked for, as JSONL or CSV; that is recorded"))
    .addOption(new Option("--format <format>", "jsonl or csv").choices(["jsonl", "csv"]).makeOptionMandatory())
    .option("--out <file>", "a new file instead of stdout")
    .action((options: Parsed) => {
      const format = options["format"] === "csv" ? "csv" : "jsonl";
      return run(options, { verb: "export", search: searchOf(options), format, out: textOf(options, "out") });
    });
  add("verify", "recompute the chain of hashes: finds rows that were changed, inserted or removed")
    .option("--heads <file>", "ends of the chains as an earlier check saved them: they must still be there")
    .option("--save-heads <file>", "save the ends of the chains for a later check; keep them elsewhere")
    .option("--json", "print the result as JSON")
    .action((options: Parsed) =>
      run(options, { verb: "verify", heads: textOf(options, "heads"), saveHeads: textOf(options, "saveHeads") }),
    );
}

function searching(command: Command): Command {
  return command
    .option("--from <time>", "not before: 24h, 7d, or a moment such as 2026-01-31T08:00Z")
    .option("--to <time>", "before, written likewise")
    .addOption(new Option("--kind <kinds...>", "what was done").choices(kinds))
    .addOption(new Option("--outcome <outcomes...>", "how it ended").choices(outcomes))
    .option("--tool <name>", "of this tool, resource or prompt")
    .option("--principal <id>", "of this caller: key:…, user:…, local")
    .option("--subject <id>", "about this: an approval, a key, a policy version")
    .option("--text <words>", "with these words in arguments or message; the last may be the beginning of one");
}

function searchOf(options: Parsed): AuditSearch {
  return {
    from: textOf(options, "from"),
    to: textOf(options, "to"),
    kinds: options["kind"] as readonly AuditKind[] | undefined,
    outcomes: options["outcome"] as readonly AuditOutcome[] | undefined,
    tool: textOf(options, "tool"),
    principal: textOf(options, "principal"),
    subject: textOf(options, "subject"),
    text: textOf(options, "text"),
  };
}

function textOf(options: Parsed, name: string): string | undefined {
  const value = options[name];
  return typeof value === "string" ? value : undefined;
}

function toLimit(text: string): number {
  const limit = Number(text);
  if (!Number.isInteger(limit) || limit < 1 || limit > 500) throw new InvalidArgumentError("A number from 1 to 500.");
  return limit;
}
