import { renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Config } from "@mcp-tools/config";
import type { Logger } from "@mcp-tools/core";
import { isKeptSecret, loadSecrets, readIfThere, SECRET_FILE } from "./create-keyring.ts";

/** The secret behind all keys and the earlier ones, as a backup carries them. */
export interface BackupSecrets {
  /** Null: there was none that lasts. */
  readonly current: string | null;
  readonly old: readonly string[];
}

export interface SecretsPlan {
  /** For DATA_DIR/secret.key; undefined where it is as it should be, or SECRET_KEY stands in its place. */
  readonly kept: string | undefined;
  /** Settings that have to be changed by a person, with their values. */
  readonly settings: Readonly<Partial<Record<"SECRET_KEY" | "SECRET_KEYS_OLD", string>>>;
}

type SecretsConfig = Pick<Config, "data" | "secretKey" | "secretKeysOld">;

/** @throws AppError `unavailable` when the secret is to be kept in DATA_DIR and cannot be */
export function readSecrets({ data, secretKey, secretKeysOld }: SecretsConfig, logger: Logger): BackupSecrets {
  const { current, old, isLasting } = loadSecrets({
    secretKey,
    secretKeysOld,
    dataDir: data.dir,
    isEmbedded: data.databaseUrl === undefined,
    logger,
  });
  return { current: isLasting ? current : null, old };
}

/** What has to change for the secrets of a backup to be in force here. */
export function planSecrets({ data, secretKey, secretKeysOld }: SecretsConfig, secrets: BackupSecrets): SecretsPlan {
  const { current, old } = secrets;
  const missing = old.filter((secret) => !secretsIn(secretKey, secretKeysOld).includes(secret));
  const oldSetting =
    missing.length === 0 ? {} : { SECRET_KEYS_OLD: [...new Set([...secretKeysOld, ...missing])].join(",") };
  if (current === null || current === secretKey) return { kept: undefined, settings: oldSetting };
  if (data.databaseUrl !== undefined || secretKey !== undefined || !isKeptSecret(current))
    return { kept: undefined, settings: { SECRET_KEY: current, ...oldSetting } };
  const isThere = readIfThere(join(data.dir, SECRET_FILE)) === current;
  return { kept: isThere ? undefined : current, settings: oldSetting };
}

function secretsIn(current: string | undefined, old: readonly string[]): readonly string[] {
  return current === undefined ? old : [current, ...old];
}

/** Puts the secret in place at once; one that was there is kept beside it. @returns where that is */
export function keepSecret(dataDir: string, secret: string): string | undefined {
  const path = join(dataDir, SECRET_FILE);
  const previous = `${path}.before-restore`;
  const had = readIfThere(path) !== undefined;
  const draft = `${path}.${process.pid}.restored`;
  writeFileSync(draft, `${secret}\n`, { mode: 0o600, flag: "wx" });
  try {
    if (had) renameSync(path, previous);
    renameSync(draft, path);
  } finally {
    rmSync(draft, { force: true });
  }
  return had ? previous : undefined;
}
