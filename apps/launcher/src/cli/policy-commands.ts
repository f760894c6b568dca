import { InvalidArgumentError, Option, type Command } from "commander";
import { commonOf, configured, type Common, type Parsed } from "./command-options.ts";
import { localSettings } from "./setting-flags.ts";

/** What the commands for the policy do. */
export interface PolicyActions {
  apply(options: Common & { file: string; plan: boolean; prune: boolean; yes: boolean; json: boolean }): Promise<void>;
  export(options: Common & { out: string | undefined }): Promise<void>;
  showPolicy(options: Common & { version: number | undefined; json: boolean }): Promise<void>;
  listVersions(options: Common & { limit: number; json: boolean }): Promise<void>;
  listRules(options: Common & { json: boolean }): Promise<void>;
  simulate(
    options: Common & {
      rule: string | undefined;
      file: string | undefined;
      position: number | undefined;
      since: string;
      json: boolean;
    },
  ): Promise<void>;
  listTools(options: Common & { json: boolean }): Promise<void>;
  switchTool(options: Common & { tool: string; enabled: boolean; json: boolean }): Promise<void>;
}

export function addPolicyCommands(program: Command, actions: PolicyActions): void {
  addFileCommands(program, actions);
  addPolicy(program, actions);
  addTools(program, actions);
}

function addFileCommands(program: Command, actions: PolicyActions): void {
  const fileOption = "-f, --file <file>";
  const fileText = "file with the policy and the keys, YAML or JSON; - reads it from stdin";
  const prune = "take away what a section of the file does not name";
  configured(program.command("apply"), localSettings)
    .description("make toolsets, rules, limits and keys as a file says")
    .requiredOption(fileOption, fileText)
    .option("--plan", "show what it would change, and change nothing")
    .option("--prune", prune)
    .option("--yes", "do not ask")
    .option("--json", "print what was changed as JSON, the secrets of new keys among it")
    .action((options: Parsed) => actions.apply({ ...applyOptions(options), plan: options["plan"] === true }));
  configured(program.command("plan"), localSettings)
    .description("show what `apply` would change")
    .requiredOption(fileOption, fileText)
    .option("--prune", prune)
    .option("--json", "print it as JSON")
    .action((options: Parsed) => actions.apply({ ...applyOptions(options), plan: true }));
  configured(program.command("export"), localSettings)
    .description("print the policy and the keys as such a file; secrets of keys are not in it")
    .option("-o, --out <file>", "write it to a file")
    .action((options: Parsed) => actions.export({ ...commonOf(options), out: textOf(options["out"]) }));
}

function applyOptions(options: Parsed) {
  return {
    ...commonOf(options),
    file: String(options["file"]),
    prune: options["prune"] === true,
    yes: options["yes"] === true,
    json: options.json === true,
  };
}

function addPolicy(program: Command, actions: PolicyActions): void {
  const policy = group(program, "policy", "who may call what: show it, its versions, its rules; try a rule");
  configured(policy.command("show"), localSettings)
    .description("print the policy, what is as by default left out")
    .argument("[version]", "an earlier version", wholeNumber)
    .option("--json", "print all of it as JSON")
    .action((version: number | undefined, options: Parsed) =>
      actions.showPolicy({ ...commonOf(options), version, json: options.json === true }),
    );
  configured(policy.command("history"), localSettings)
    .description("list the versions, the newest first")
    .addOption(new Option("--limit <number>", "how many").argParser(wholeNumber).default(20))
    .option("--json", "print them as JSON")
    .action((options: Parsed) =>
      actions.listVersions({ ...commonOf(options), limit: Number(options["limit"]), json: options.json === true }),
    );
  configured(policy.command("rules"), localSettings)
    .description("list the rules in the order in which they are asked")
    .option("--json", "print them as JSON")
    .action((options: Parsed) => actions.listRules({ ...commonOf(options), json: options.json === true }));
  configured(policy.command("simulate"), localSettings)
    .description("say which recorded calls a rule, or the policy of a file, would have treated otherwise")
    .addOption(new Option("--rule <json>", "a rule as JSON; one with the id of a rule that exists replaces it"))
    .addOption(new Option("-f, --file <file>", "a file as for `apply`").conflicts("rule"))
    .addOption(
      new Option("--position <number>", "where the rule goes, from 0 (default: the end)").argParser(wholeNumber),
    )
    .option("--since <time>", "from when on: 30m, 24h, 7d, or a moment such as 2026-01-31T08:00Z", "24h")
    .option("--json", "print the answer as JSON")
    .action((options: Parsed, command: Command) => {
      const [rule, file] = [textOf(options["rule"]), textOf(options["file"])];
      if (rule === undefined && file === undefined) command.error("error: give --rule or --file");
      const position = typeof options["position"] === "number" ? options["position"] : undefined;
      const json = options.json === true;
      return actions.simulate({ ...commonOf(options), rule, file, position, since: String(options["since"]), json });
    });
}

function addTools(program: Command, actions: PolicyActions): void {
  const tools = group(program, "tools", "list the tools, switch one off or on");
  configured(tools.command("list"), localSettings)
    .description("list the tools, with their access and whether they are on")
    .option("--json", "print them as JSON")
    .action((options: Parsed) => actions.listTools({ ...commonOf(options), json: options.json === true }));
  for (const enabled of [true, false])
    configured(tools.command(enabled ? "enable" : "disable"), localSettings)
      .description(enabled ? "switch a tool on again" : "switch a tool off, for everyone and at once")
      .argument("<tool>", "its own name")
      .option("--json", "print the policy's new version as JSON")
      .action((tool: string, options: Parsed) =>
        actions.switchTool({ ...commonOf(options), tool, enabled, json: options.json === true }),
      );
}

/** A command that is one of several by its second word. */
function group(program: Command, name: string, description: string): Command {
  return program.command(name).description(description).helpCommand(false);
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError("It is a whole number.");
  return Number(text);
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
