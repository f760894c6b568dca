import { createInterface } from "node:readline/promises";
import type { Config } from "@mcp-tools/config";
import type { Output } from "../cli/output.ts";
import { readSecret } from "../credentials/read-secret.ts";
import { readPassphrase } from "./read-passphrase.ts";
import { runBackup } from "./run-backup.ts";
import { runRestore } from "./run-restore.ts";

export type BackupCommand = {
  readonly file: string;
  readonly passphraseFile: string | undefined;
} & ({ readonly verb: "backup" } | { readonly verb: "restore"; readonly replace: boolean; readonly yes: boolean });

/** Runs `backup` or `restore` with whoever is at the terminal. */
export async function openBackup(
  command: BackupCommand,
  { config, output, json, version }: { config: Config; output: Output; json: boolean; version: string },
): Promise<void> {
  const sources = {
    file: command.passphraseFile,
    setting: config.backupPassphrase,
    ask: (prompt: string) => readSecret(prompt),
    isTyped: process.stdin.isTTY,
  };
  const passphrase = () => readPassphrase(sources, { isNew: command.verb === "backup" });
  const { file } = command;
  if (command.verb === "backup") return runBackup({ file, passphrase, json }, { config, output, version });
  const { replace, yes } = command;
  await runRestore({ file, passphrase, replace, yes, json }, { config, output, ask: askAtTerminal() });
}

function askAtTerminal(): ((question: string) => Promise<string>) | undefined {
  const { stdin, stderr } = process;
  if (!stdin.isTTY || !stderr.isTTY) return undefined;
  return async (question) => {
    const terminal = createInterface({ input: stdin, output: stderr });
    // The end of the input is no answer.
    const closed = new Promise<string>((resolve) => terminal.once("close", () => resolve("")));
    try {
      return await Promise.race([terminal.question(question), closed]);
    } finally {
      terminal.close();
    }
  };
}
