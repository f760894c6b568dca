import type { Command } from "commander";
import type { BackupCommand } from "../backup/open-backup.ts";
import { commonOf, configured, type Common, type Parsed } from "./command-options.ts";
import { localSettings } from "./setting-flags.ts";

export interface BackupActions {
  backup(options: Common & { command: BackupCommand; json: boolean }): Promise<void>;
}

/** `mcp-tools backup` and `mcp-tools restore`. */
export function addBackupCommands(program: Command, actions: BackupActions): void {
  const add = (name: string, description: string) =>
    configured(program.command(name), localSettings)
      .description(description)
      .argument("<file>", "the backup")
      .option("--passphrase-file <file>", "file with its passphrase (default: BACKUP_PASSPHRASE, or it is asked for)")
      .option("--json", "print what was done as JSON");
  const act = (options: Parsed, command: BackupCommand) =>
    actions.backup({ ...commonOf(options), command, json: options.json === true });

  add("backup", "write everything that is kept into one encrypted file").action((file: string, options: Parsed) =>
    act(options, { verb: "backup", file, passphraseFile: passphraseFileOf(options) }),
  );
  add("restore", "put a backup into an empty database; stop every other process first")
    .option("--replace", "delete what is in the database, after asking for its name")
    .option("--yes", "do not ask")
    .action((file: string, options: Parsed) =>
      act(options, {
        verb: "restore",
        file,
        passphraseFile: passphraseFileOf(options),
        replace: options["replace"] === true,
        yes: options["yes"] === true,
      }),
    );
}

function passphraseFileOf(options: Parsed): string | undefined {
  const file = options["passphraseFile"];
  return typeof file === "string" ? file : undefined;
}
