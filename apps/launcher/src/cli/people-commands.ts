import type { Role } from "@mcp-tools/governance";
import { Argument, Option, type Command } from "commander";
import { commonOf, configured, type Common, type Parsed } from "./command-options.ts";
import { localSettings, type FlagSetting } from "./setting-flags.ts";

export type PeopleCommand =
  | { readonly verb: "list" }
  | { readonly verb: "invite"; readonly email: string; readonly role: Role }
  | { readonly verb: "role"; readonly email: string; readonly role: Role }
  | { readonly verb: "remove"; readonly email: string }
  | { readonly verb: "reset-second-factor"; readonly email: string };

export type TokensCommand =
  | { readonly verb: "list" }
  | { readonly verb: "create"; readonly name: string; readonly role: Role; readonly expires: string | undefined }
  | { readonly verb: "revoke"; readonly token: string };

export interface PeopleActions {
  people(options: Common & { json: boolean; command: PeopleCommand }): Promise<void>;
  tokens(options: Common & { json: boolean; command: TokensCommand }): Promise<void>;
  setupLink(options: Common & { json: boolean }): Promise<void>;
}

/** Written out: what the command line says must not load what the commands do. */
const roles = ["owner", "admin", "approver", "auditor", "viewer"] as const satisfies readonly Role[];
/** Links are made for the console's address. */
const linkSettings: readonly FlagSetting[] = ["ADMIN_HOST", "ADMIN_PORT", ...localSettings];

/** `people`, `tokens` and `setup-link`: who may use the console, and its API. */
export function addPeopleCommands(program: Command, actions: PeopleActions): void {
  addPeople(
    program.command("people").description("list, invite, change and remove who may sign in to the console"),
    actions,
  );
  addTokens(
    program.command("tokens").description("make, list and revoke tokens for scripts that use the console's API"),
    actions,
  );
  withJson(configured(program.command("setup-link"), linkSettings))
    .description("make a link that makes the console's first owner, while there is none")
    .action((options: Parsed) => actions.setupLink(both(options)));
}

function addPeople(people: Command, actions: PeopleActions): void {
  const run = (options: Parsed, command: PeopleCommand) => actions.people({ ...both(options), command });
  withJson(configured(people.command("list"), localSettings))
    .description("who may sign in, and who was invited to")
    .action((options: Parsed) => run(options, { verb: "list" }));
  withJson(configured(people.command("invite"), linkSettings))
    .description("print a link that lets the owner of an address in, once and within a week")
    .requiredOption("--email <address>", "whose")
    .addOption(new Option("--role <role>", "what they may do").choices(roles).makeOptionMandatory())
    .action((options: Parsed) =>
      run(options, { verb: "invite", email: String(options["email"]), role: options["role"] as Role }),
    );
  withJson(configured(people.command("role"), localSettings))
    .description("give somebody another role")
    .argument("<email>", "whom")
    .addArgument(new Argument("<role>", "which").choices(roles))
    .action((email: string, role: Role, options: Parsed) => run(options, { verb: "role", email, role }));
  withJson(configured(people.command("remove"), localSettings))
    .description("remove somebody; their sessions end at once")
    .argument("<email>", "whom")
    .action((email: string, options: Parsed) => run(options, { verb: "remove", email }));
  withJson(configured(people.command("reset-second-factor"), localSettings))
    .description("take away the second factor of somebody who has lost it; their sessions end at once")
    .argument("<email>", "whose")
    .action((email: string, options: Parsed) => run(options, { verb: "reset-second-factor", email }));
}

function addTokens(tokens: Command, actions: PeopleActions): void {
  const run = (options: Parsed, command: TokensCommand) => actions.tokens({ ...both(options), command });
  withJson(configured(tokens.command("create"), localSettings))
    .description("print a new token; it is not shown again")
    .requiredOption("--name <name>", "what it is for")
    .addOption(new Option("--role <role>", "what it may do").choices(roles).makeOptionMandatory())
    .option("--expires <time>", "when it ends, e.g. 12h, 90d, 1y (default: never)")
    .action((options: Parsed) =>
      run(options, {
        verb: "create",
        name: String(options["name"]),
        role: options["role"] as Role,
        expires: typeof options["expires"] === "string" ? options["expires"] : undefined,
      }),
    );
  withJson(configured(tokens.command("list"), localSettings))
    .description("which there are, and when they were used last")
    .action((options: Parsed) => run(options, { verb: "list" }));
  withJson(configured(tokens.command("revoke"), localSettings))
    .description("end a token; it is refused from its next use on")
    .argument("<token>", "its id or name")
    .action((token: string, options: Parsed) => run(options, { verb: "revoke", token }));
}

function withJson(command: Command): Command {
  return command.option("--json", "print it as JSON");
}

function both(options: Parsed): Common & { json: boolean } {
  return { ...commonOf(options), json: options.json === true };
}
