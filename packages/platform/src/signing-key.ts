import { hkdfSync, randomBytes } from "node:crypto";
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { AppError, type Logger } from "@mcp-tools/core";

const KEY_BYTES = 32;
const FILE_NAME = "secret.key";

export interface SigningKeyOptions {
  /** SECRET_KEY. */
  readonly secretKey: string | undefined;
  readonly dataDir: string;
  /** Whether processes share the folder (embedded database) or only the database. */
  readonly isEmbedded: boolean;
  readonly logger: Logger;
}

/**
 * The key that signs, 32 bytes: from SECRET_KEY; else from a secret made once and kept in DATA_DIR, the same for
 * every process there; else, with a database elsewhere, one for this process alone.
 * @throws AppError `unavailable` when the secret can be neither read nor made
 */
export function loadSigningKey({ logger, ...options }: SigningKeyOptions): Uint8Array {
  const secret = loadSecret(options);
  if (secret !== undefined) return derive(secret);
  logger.warn({}, "SECRET_KEY is not set: what this process signs is worth nothing to another one or after a restart");
  return new Uint8Array(randomBytes(KEY_BYTES));
}

/**
 * What lasting keys are derived from: SECRET_KEY, else what is kept in DATA_DIR; undefined with a database elsewhere.
 * @throws AppError `unavailable` when the secret can be neither read nor made
 */
export function loadSecret({
  secretKey,
  dataDir,
  isEmbedded,
}: Pick<SigningKeyOptions, "secretKey" | "dataDir" | "isEmbedded">): string | undefined {
  if (secretKey !== undefined) return secretKey;
  return isEmbedded ? keptSecret(join(dataDir, FILE_NAME), dataDir) : undefined;
}

function derive(secret: string): Uint8Array {
  return new Uint8Array(hkdfSync("sha256", secret, "", "mcp-tools signing key", KEY_BYTES));
}

function keptSecret(path: string, dataDir: string): string {
  try {
    const secret = read(path) ?? create(path, dataDir);
    if (/^[0-9a-f]{64}$/.test(secret)) return secret;
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
