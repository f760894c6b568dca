import { readFileSync } from "node:fs";
import { AppError } from "@mcp-tools/core";
import { fileError } from "./file-errors.ts";

export interface PassphraseSources {
  /** `--passphrase-file`. */
  readonly file: string | undefined;
  /** BACKUP_PASSPHRASE. */
  readonly setting: string | undefined;
  /** Asks for it, or takes what is piped in. */
  readonly ask: (prompt: string) => Promise<string>;
  /** Whether somebody types it: then a new one is asked for twice. */
  readonly isTyped: boolean;
}

const CHARACTERS_MIN = 12;

/**
 * The passphrase of a backup: of the file, the setting, or whoever is there, in this order.
 * @throws AppError `invalid_input` for one that would protect nothing
 */
export async function readPassphrase(
  { file, setting, ask, isTyped }: PassphraseSources,
  { isNew }: { isNew: boolean },
): Promise<string> {
  if (file !== undefined) return checked(readFile(file), isNew);
  if (setting !== undefined) return checked(setting, isNew);
  const typed = await ask(isNew ? "Passphrase of the backup, 12 characters or more (not shown): " : PROMPT);
  if (typed === "")
    throw new AppError(
      "invalid_input",
      "A passphrase is needed: with --passphrase-file, in BACKUP_PASSPHRASE, or typed or piped in.",
    );
  checked(typed, isNew);
  if (isNew && isTyped && (await ask("Once more: ")) !== typed)
    throw new AppError("invalid_input", "The two are not the same. Nothing was written.");
  return typed;
}

const PROMPT = "Passphrase of the backup (not shown): ";

function checked(passphrase: string, isNew: boolean): string {
  if (isNew && passphrase.length < CHARACTERS_MIN)
    throw new AppError("invalid_input", `The passphrase must have at least ${CHARACTERS_MIN} characters.`);
  return passphrase;
}

/** Less the newline that editors and `echo` end it with. */
function readFile(path: string): string {
  try {
    return readFileSync(path, "utf8").replace(/\r?\n$/, "");
  } catch (error) {
    throw fileError(error, `The passphrase cannot be read from ${path}`);
  }
}
