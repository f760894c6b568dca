import { Argument, Command, Option } from "commander";
import { clients, type ClientName } from "../connect/clients.ts";
import { addApprovalsCommands, type ApprovalsActions } from "./approvals-commands.ts";
import { addAuditCommands, type AuditActions } from "./audit-commands.ts";
import { addBackupCommands, type BackupActions } from "./backup-commands.ts";
import { commonOf, configured, type Common, type Parsed } from "./command-options.ts";
import { addCredentialsCommands, type CredentialsOptions } from "./credentials-commands.ts";
import { addKeysCommands, type KeysOptions } from "./keys-commands.ts";
import { addPeopleCommands, type PeopleActions } from "./people-commands.ts";
import { addPolicyCommands, type PolicyActions } from "./policy-commands.ts";
import { allSettings, localSettings } from "./setting-flags.ts";

export type { Common } from "./command-options.ts";

export interface Actions extends ApprovalsActions, AuditActions, BackupActions, PeopleActions {
  serve(options: Common & { transport: "sse" | "stdio" | "both"; admin: boolean }): Promise<void>;
  stdio(options: Common): Promise<void>;
  doctor(options: Common & { json: boolean; keyFile: string | undefined }): Promise<void>;
  migrate(options: Common & { json: boolean }): Promise<void>;
  call(options: Common & { tool: string; input: string | undefined; json: boolean }): Promise<void>;
  connect(
    options: Common & {
      client: ClientName;
      name: string;
      http: boolean;
      write: boolean;
      file: string | undefined;
      json: boolean;
    },
  ): Promise<void>;
  keys(options: KeysOptions): Promise<void>;
  credentials(options: CredentialsOptions): Promise<void>;
  readonly policy: PolicyActions;
}

const examples = `
Examples:
  mcp-tools                                    MCP on 127.0.0.1:9090, the console on 127.0.0.1:9091
  mcp-tools --port 8080 --no-admin             MCP alone, on another port
  mcp-tools connect claude-code --write        tell Claude Code about it
  mcp-tools call get_current_time '{"timezone":"Europe/Paris"}'
  mcp-tools plan -f tools.yaml                 who may call what, as a file: what it would change
  mcp-tools doctor                             when something does not work

Every setting is also an environment variable or a line in .env: see docs/configuration.md.`;

/**
 * The command line. Parsing calls one of the actions; nothing else happens here.
 * @throws CommanderError for help, version (exit code 0) and whatever cannot be understood
 */
export function createProgram(actions: Actions, version: string): Command {
  const program = new Command("mcp-tools")
    .description("One place for your MCP tools: every client, every transport, every protocol revision.")
    .version(version, "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help; `mcp-tools <command> --help` for one command")
    .helpCommand(false)
    .showSuggestionAfterError()
    .exitOverride()
    .configureHelp({ showGlobalOptions: false });
  addServe(program, actions);
  addStdio(program, actions);
  addDoctor(program, actions);
  addMigrate(program, actions);
  addCall(program, actions);
  addConnect(program, actions);
  addApprovalsCommands(program, actions);
  addKeysCommands(program, actions.keys);
  addCredentialsCommands(program, actions.credentials);
  addPolicyCommands(program, actions.policy);
  addPeopleCommands(program, actions);
  addAuditCommands(program, actions);
  addBackupCommands(program, actions);
  return program;
}

function addServe(program: Command, actions: Actions): void {
  const serve = configured(program.command("serve", { isDefault: true }), allSettings)
    .description("serve MCP and the console until stopped (the default command)")
    .addOption(
      new Option("--transport <name>", "sse (HTTP: /mcp and /sse), stdio, or both")
        .choices(["sse", "stdio", "both"])
        .default("sse"),
    )
    .option("--admin", "serve the console too (the default, except with --transport stdio)")
    .option("--no-admin", "do not serve the console")
    .action((options: Parsed) => {
      const transport = options["transport"] as "sse" | "stdio" | "both";
      const admin = typeof options["admin"] === "boolean" ? options["admin"] : transport !== "stdio";
      return actions.serve({ ...commonOf(options), transport, admin });
    });
  program.addHelpText("after", () => `\nOptions of serve:\n${optionLines(serve)}\n${examples}`);
}

function addStdio(program: Command, actions: Actions): void {
  configured(program.command("stdio"), localSettings)
    .description("serve MCP over stdin and stdout, as clients start it")
    .action((options: Parsed) => actions.stdio(commonOf(options)));
}

function addDoctor(program: Command, actions: Actions): void {
  configured(program.command("doctor"), allSettings)
    .description("check this installation and say what is wrong with it")
    .option("--key-file <file>", "file with a key, to measure what requires one")
    .option("--json", "print the findings as JSON")
    .action((options: Parsed) => {
      const keyFile = options["keyFile"];
      return actions.doctor({
        ...commonOf(options),
        json: options.json === true,
        keyFile: typeof keyFile === "string" ? keyFile : undefined,
      });
    });
}

function addMigrate(program: Command, actions: Actions): void {
  configured(program.command("migrate"), localSettings)
    .description("bring the database up to this version (every start does, too)")
    .option("--json", "print what was done as JSON")
    .action((options: Parsed) => actions.migrate({ ...commonOf(options), json: options.json === true }));
}

function addCall(program: Command, actions: Actions): void {
  configured(program.command("call"), localSettings)
    .description("call a tool and print its result")
    .argument("<tool>", "name of the tool")
    .argument("[json]", "its arguments as a JSON object; - reads them from stdin")
    .option("--json", "print the whole result as JSON")
    .action((tool: string, input: string | undefined, options: Parsed) =>
      actions.call({ ...commonOf(options), tool, input, json: options.json === true }),
    );
}

function addConnect(program: Command, actions: Actions): void {
  configured(program.command("connect"), ["HOST", "PORT", "DATA_DIR"])
    .description("print or write the configuration of an MCP client")
    .addArgument(new Argument("<client>", "which client").choices(Object.keys(clients)))
    .option("--write", "merge it into that client's file, keeping a backup")
    .option("--http", "connect to the running server's URL instead of starting a process")
    .option("--name <name>", "what the server is called there", "mcp-tools")
    .option("--file <path>", "another file than that client's usual one")
    .option("--json", "print it as JSON")
    .action((client: ClientName, options: Parsed) =>
      actions.connect({
        ...commonOf(options),
        client,
        name: String(options["name"]),
        http: options["http"] === true,
        write: options["write"] === true,
        file: typeof options["file"] === "string" ? options["file"] : undefined,
        json: options.json === true,
      }),
    );
}

function optionLines(command: Command): string {
  const width = Math.max(...command.options.map(({ flags }) => flags.length));
  return command.options.map(({ flags, description }) => `  ${flags.padEnd(width)}  ${description}`).join("\n");
}
