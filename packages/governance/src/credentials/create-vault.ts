import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import {
  AppError,
  type CredentialStore,
  type DerivedKeys,
  type Principal,
  type SealedSecret,
  type StoredCredential,
} from "@mcp-tools/core";
import type { CredentialSource } from "@mcp-tools/tools";

const CIPHER = "aes-256-gcm";
/** NIST SP 800-38D: 96 random bits, good for four thousand million secrets under one key. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Encrypts secrets and reads them for tools. Decrypted ones are kept nowhere: each call reads what it needs. */
export interface Vault extends CredentialSource {
  /** @throws AppError `unavailable` when the key does not last as long as what is stored */
  seal(name: string, principalId: string | undefined, value: string): SealedSecret;
  /** @throws AppError `unavailable` when it was encrypted with a key that is not here, or is not what was stored under this name */
  unseal(credential: StoredCredential): string;
  /** Of the key that encrypts now. */
  readonly keyId: () => string;
  hasKey(keyId: string): boolean;
}

export interface VaultDeps {
  readonly store: Pick<CredentialStore, "find">;
  /** Derived for this purpose alone; looked at when first needed. */
  readonly keys: () => DerivedKeys;
}

export function createVault({ store, keys }: VaultDeps): Vault {
  function unseal({ name, principalId, keyId, nonce, ciphertext }: StoredCredential): string {
    const found = keys().all.find(({ id }) => id === keyId);
    if (found === undefined) {
      throw new AppError(
        "unavailable",
        `The credential "${name}" was encrypted with a SECRET_KEY that this process does not have; set SECRET_KEYS_OLD, or store it again: mcp-tools credentials set ${name}`,
      );
    }
    try {
      const decipher = createDecipheriv(CIPHER, found.key, nonce, { authTagLength: TAG_BYTES });
      decipher.setAAD(boundTo(name, principalId));
      decipher.setAuthTag(ciphertext.subarray(-TAG_BYTES));
      const opened = decipher.update(ciphertext.subarray(0, -TAG_BYTES));
      return Buffer.concat([opened, decipher.final()]).toString();
    } catch (cause) {
      throw new AppError(
        "unavailable",
        `The credential "${name}" is not what was stored under this name: its row was changed or moved. Store it again: mcp-tools credentials set ${name}`,
        { cause },
      );
    }
  }

  return {
    seal(name, principalId, value) {
      const { current, isLasting } = keys();
      if (!isLasting) {
        throw new AppError(
          "unavailable",
          "Credentials are encrypted with SECRET_KEY, which is not set: nobody could read them after a restart. Set the same SECRET_KEY for every process.",
        );
      }
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(CIPHER, current.key, nonce, { authTagLength: TAG_BYTES });
      cipher.setAAD(boundTo(name, principalId));
      const ciphertext = Buffer.concat([cipher.update(value, "utf8"), cipher.final(), cipher.getAuthTag()]);
      return { keyId: current.id, nonce, ciphertext };
    },
    unseal,
    keyId: () => keys().current.id,
    hasKey: (keyId) => keys().all.some(({ id }) => id === keyId),
    async read(principal: Principal, names) {
      const found = await store.find(names, principal.id);
      const missing = names.filter((name) => !found.some((credential) => credential.name === name));
      if (missing.length > 0) throw notStored(missing);
      return Object.fromEntries(found.map((credential) => [credential.name, unseal(credential)]));
    },
  };
}

/** A row that is moved to another name, or to another principal, opens no more. */
function boundTo(name: string, principalId: string | undefined): Buffer {
  return Buffer.from(JSON.stringify(["mcp-tools credential", name, principalId ?? null]));
}

function notStored(names: readonly string[]): AppError {
  const what = names.length === 1 ? `the credential "${names[0]}", which is` : `credentials that are`;
  const commands = names.map((name) => `mcp-tools credentials set ${name}`).join("; ");
  return new AppError(
    "not_found",
    `This tool needs ${what} not stored, neither for this caller nor for all. Whoever runs this server stores it with: ${commands}`,
  );
}
