import { type Command, InvalidArgumentError, Option } from "commander";
import { commonOf, configured } from "./command-options.ts";
import type { Common } from "./create-program.ts";
import { localSettings } from "./setting-flags.ts";

const states = ["waiting", "approved", "refused", "expired", "used", "unknown"] as const;

export type ApprovalsCommand =
  | { readonly verb: "list"; readonly state: (typeof states)[number] | undefined; readonly limit: number }
  | { readonly verb: "show"; readonly id: string }
  | {
      readonly verb: "approve";
      readonly id: string;
      /** For some minutes, or always for these arguments; undefined: once. */
      readonly scope: { readonly minutes: number } | "always" | undefined;
      readonly reason: string | undefined;
      readonly yes: boolean;
    }
  | { readonly verb: "refuse"; readonly id: string; readonly reason: string }
  | { readonly verb: "grants" }
  | { readonly verb: "revoke-grant"; readonly id: string };

export interface ApprovalsActions {
  approvals(options: Common & { readonly json: boolean; readonly command: ApprovalsCommand }): Promise<void>;
}

interface Parsed {
  [name: string]: unknown;
  json?: boolean;
  reason?: string;
}

const LIMIT = 50;

/** `mcp-tools approvals …`: calls that wait for a person, and what people decided. */
export function addApprovalsCommands(program: Command, { approvals }: ApprovalsActions): void {
  const group = program
    .command("approvals")
    .description("calls that wait for a person: list, show, approve, refuse; and standing consents");
  const add = (words: string, description: string) =>
    configured(group.command(words), localSettings).description(description).option("--json", "print it as JSON");
  const run = (options: Parsed, command: ApprovalsCommand) =>
    approvals({ ...commonOf(options), json: options.json === true, command });

  add("list", "list what waits, the oldest first; or what has a state, the newest first")
    .addOption(new Option("--state <state>", "which").choices([...states, "all"]).default("waiting"))
    .option("--limit <number>", "how many at most", toLimit, LIMIT)
    .action((options: Parsed) => {
      const state = options["state"] === "all" ? undefined : (options["state"] as (typeof states)[number]);
      return run(options, { verb: "list", state, limit: Number(options["limit"]) });
    });
  add("show <id>", "show one, with the earlier decisions about the same tool and caller").action(
    (id: string, options: Parsed) => run(options, { verb: "show", id }),
  );
  add("approve <id>", "let it run, once unless told otherwise")
    .addOption(new Option("--for <time>", "and the tool for this caller for a while: 10m, 2h").argParser(toMinutes))
    .addOption(new Option("--always", "and always with these arguments").conflicts("for"))
    .option("--reason <text>", "why, for the record")
    .option("--yes", "do not ask")
    .action((id: string, options: Parsed) => {
      const minutes = options["for"];
      const scope = typeof minutes === "number" ? { minutes } : options["always"] === true ? "always" : undefined;
      return run(options, { verb: "approve", id, scope, reason: options.reason, yes: options["yes"] === true });
    });
  add("refuse <id>", "refuse it")
    .requiredOption("--reason <text>", "why; the caller is told")
    .action((id: string, options: Parsed) => run(options, { verb: "refuse", id, reason: options.reason ?? "" }));
  add("grants", "list the standing consents").action((options: Parsed) => run(options, { verb: "grants" }));
  add("revoke-grant <id>", "take a standing consent back").action((id: string, options: Parsed) =>
    run(options, { verb: "revoke-grant", id }),
  );
}

function toLimit(text: string): number {
  const limit = Number(text);
  if (!Number.isInteger(limit) || limit < 1 || limit > 500) throw new InvalidArgumentError("A number from 1 to 500.");
  return limit;
}

function toMinutes(text: string): number {
  const [, number = "", unit = "m"] = /^(\d{1,4})(m|h)?$/.exec(text) ?? [];
  const minutes = Number(number) * (unit === "h" ? 60 : 1);
  if (minutes < 1 || minutes > 1440) throw new InvalidArgumentError("A time from 1m to 24h, such as 10m.");
  return minutes;
}
