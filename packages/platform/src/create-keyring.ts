import { createHash, hkdfSync, randomBytes } from "node:crypto";
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { AppError, type DerivedKey, type DerivedKeys, type Logger } from "@mcp-tools/core";

const KEY_BYTES = 32;
/** In DATA_DIR. */
export const SECRET_FILE = "secret.key";
const KEPT_SECRET = /^[0-9a-f]{64}$/;
const KEY_ID_LENGTH = 12;

export interface KeyringOptions {
  /** SECRET_KEY. */
  readonly secretKey: string | undefined;
  /** SECRET_KEYS_OLD. */
  readonly secretKeysOld: readonly string[];
  readonly dataDir: string;
  /** Whether processes share the folder (embedded database) or only the database. */
  readonly isEmbedded: boolean;
  readonly logger: Logger;
}

export interface Keyring {
  /**
   * Keys for one purpose, such as `credentials`: what one purpose's key signed or encrypted is nothing to another's.
   * The secret is read, or made, at the first look.
   * @throws AppError `unavailable` when the secret is to be kept in DATA_DIR and cannot be
   */
  deriveKeys(purpose: string): DerivedKeys;
}

interface Secrets {
  readonly current: string;
  readonly old: readonly string[];
  readonly isLasting: boolean;
}

/**
 * Keys from SECRET_KEY; else from a secret made once and kept in DATA_DIR, the same for every process there; else, with a
 * database elsewhere, from one for this process alone. Old keys come from SECRET_KEYS_OLD, and from DATA_DIR where
 * SECRET_KEY took the place of what is kept there.
 */
export function createKeyring(options: KeyringOptions): Keyring {
  const derived = new Map<string, DerivedKeys>();
  let secrets: Secrets | undefined;
  return {
    deriveKeys(purpose) {
      let keys = derived.get(purpose);
      if (keys === undefined) {
        secrets ??= loadSecrets(options);
        const { current, old, isLasting } = secrets;
        const first = derive(current, purpose);
        keys = { current: first, all: [first, ...old.map((secret) => derive(secret, purpose))], isLasting };
        derived.set(purpose, keys);
      }
      return keys;
    },
  };
}

/** @throws AppError `unavailable` as {@link Keyring.deriveKeys} does */
export function loadSecrets({ secretKey, secretKeysOld, dataDir, isEmbedded, logger }: KeyringOptions): Secrets {
  const path = join(dataDir, SECRET_FILE);
  const old = (current: string, ...more: string[]) =>
    [...new Set([...secretKeysOld, ...more])].filter((secret) => secret !== current);
  if (secretKey !== undefined) {
    const kept = isEmbedded ? readIfThere(path) : undefined;
    return { current: secretKey, old: old(secretKey, ...(kept === undefined ? [] : [kept])), isLasting: true };
  }
  if (isEmbedded) {
    const current = keptSecret(path, dataDir);
    return { current, old: old(current), isLasting: true };
  }
  logger.warn({}, "SECRET_KEY is not set: what this process signs is worth nothing to another one or after a restart");
  const current = randomBytes(KEY_BYTES).toString("hex");
  return { current, old: old(current), isLasting: false };
}

/** What DATA_DIR/secret.key may hold. */
export function isKeptSecret(secret: string): boolean {
  return KEPT_SECRET.test(secret);
}

function derive(secret: string, purpose: string): DerivedKey {
  const key = new Uint8Array(hkdfSync("sha256", secret, "", `mcp-tools ${purpose}`, KEY_BYTES));
  return { id: createHash("sha256").update(key).digest("hex").slice(0, KEY_ID_LENGTH), key };
}

/** Needed only for what was encrypted before SECRET_KEY was set: no reason to fail. */
export function readIfThere(path: string): string | undefined {
  try {
    const secret = read(path);
    return secret !== undefined && isKeptSecret(secret) ? secret : undefined;
  } catch {
    return undefined;
  }
}

function keptSecret(path: string, dataDir: string): string {
  try {
    const secret = read(path) ?? create(path, dataDir);
    if (isKeptSecret(secret)) return secret;
  } catch (cause) {
    const message = `The key in ${path} can be neither read nor made. Give this user the folder DATA_DIR, or set SECRET_KEY.`;
    throw new AppError("unavailable", message, { cause });
  }
  throw new AppError("unavailable", `${path} does not hold a key. Remove the file, and a new one is made.`);
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8").trim();
  } catch (error) {
    if (isCode(error, "ENOENT")) return undefined;
    throw error;
  }
}

/** A link puts the complete file in place at once; whoever comes second takes what the first one made. */
function create(path: string, dataDir: string): string {
  mkdirSync(dataDir, { recursive: true });
  const secret = randomBytes(KEY_BYTES).toString("hex");
  const draft = `${path}.${process.pid}.${randomBytes(4).toString("hex")}`;
  writeFileSync(draft, `${secret}\n`, { mode: 0o600, flag: "wx" });
  try {
    linkSync(draft, path);
    return secret;
  } catch (error) {
    if (!isCode(error, "EEXIST")) throw error;
    return read(path) ?? "";
  } finally {
    rmSync(draft, { force: true });
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
