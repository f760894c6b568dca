import {
  AppError,
  createId,
  type ApiKeyStore,
  type AuditLog,
  type CredentialStore,
  type SealedSecret,
  type StoredCredential,
} from "@mcp-tools/core";
import type { Actor } from "../actor/actor.ts";
import { permit } from "../actor/permit.ts";
import { recordChange } from "../actor/record-change.ts";
import { checkCredentialName, checkCredentialValue, checkPrincipalId } from "./check-credential.ts";
import type { Vault } from "./create-vault.ts";

/** What anybody is told of a credential: never its value. Times are milliseconds since the epoch. */
export interface CredentialListing {
  readonly id: string;
  readonly name: string;
  /** Whose it is; absent: shared by all. */
  readonly principalId?: string | undefined;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly updatedBy: string;
  /**
   * `current`: under the key that encrypts now. `old`: under one of SECRET_KEYS_OLD, which can go after a rotation.
   * `missing`: nobody here can read it.
   */
  readonly key: "current" | "old" | "missing";
}

/** Which one: a name, and whose it is where it is not shared. */
export interface CredentialRef {
  readonly name: string;
  /** `key:…` (by id, or by name), `oauth:…`, `user:…`, `local`. */
  readonly principalId?: string | undefined;
}

export interface Rotation {
  /** Encrypted anew, under the current key. */
  readonly rotated: number;
  /** Under it already. */
  readonly current: number;
  /** Stored anew by somebody meanwhile. */
  readonly changed: number;
  readonly failed: readonly {
    readonly name: string;
    readonly principalId?: string | undefined;
    readonly reason: string;
  }[];
}

/** The secrets that tools need, as people and scripts manage them. Each verb checks, does, and records; no value is ever recorded. */
export interface Credentials {
  /** Stores it, or replaces it. @throws AppError `forbidden`, `invalid_input`, `not_found` (no such key), `unavailable` */
  setCredential(actor: Actor, credential: CredentialRef & { readonly value: string }): Promise<CredentialListing>;
  /** By name, shared ones first. @throws AppError `forbidden` */
  listCredentials(actor: Actor): Promise<CredentialListing[]>;
  /** @throws AppError `forbidden`, `not_found` */
  deleteCredential(actor: Actor, ref: CredentialRef): Promise<void>;
  /** Encrypts all of them under the current key. What was done stays done: one that was interrupted is called again. @throws AppError `forbidden` */
  rotateCredentials(actor: Actor): Promise<Rotation>;
}

export interface CredentialsDeps {
  readonly store: CredentialStore;
  readonly vault: Vault;
  readonly audit: Pick<AuditLog, "record">;
  /** To take a key by its name, and to refuse one that is not there. */
  readonly keys?: Pick<ApiKeyStore, "find"> | undefined;
}

export function createCredentials({ store, vault, audit, keys }: CredentialsDeps): Credentials {
  function describe({ keyId, nonce: _, ciphertext: __, ...rest }: StoredCredential): CredentialListing {
    const key = keyId === vault.keyId() ? "current" : vault.hasKey(keyId) ? "old" : "missing";
    return { ...rest, key };
  }

  /** The principal's id, by which the vault looks; a key may be given by name. Undefined for a key that is not there. */
  async function resolve(principalId: string | undefined): Promise<string | undefined> {
    if (principalId?.startsWith("key:") !== true || keys === undefined) return principalId;
    const key = await keys.find(principalId.slice("key:".length));
    return key === undefined ? undefined : `key:${key.id}`;
  }

  return {
    async setCredential(actor, { name, principalId, value }) {
      await permit(audit, actor, "credentials.write", { action: "credential.set", details: { name, principalId } });
      checkCredentialName(name);
      checkCredentialValue(value);
      if (principalId !== undefined) checkPrincipalId(principalId);
      const owner = await resolve(principalId);
      if (owner === undefined && principalId !== undefined)
        throw new AppError("not_found", `There is no key "${principalId.slice("key:".length)}".`);
      const stored = await store.put({
        id: createId(),
        name,
        principalId: owner,
        ...vault.seal(name, owner, value),
        updatedBy: actor.principal.id,
      });
      await recordChange(audit, actor, {
        kind: "change",
        action: "credential.set",
        subject: stored.id,
        details: { name, principalId: owner },
      });
      return describe(stored);
    },

    async listCredentials(actor) {
      await permit(audit, actor, "credentials.read", { action: "credential.list" });
      return (await store.list()).map(describe);
    },

    async deleteCredential(actor, { name, principalId }) {
      await permit(audit, actor, "credentials.write", { action: "credential.delete", details: { name, principalId } });
      // Of a key that is gone, too: by the id under which it was stored.
      const owner = (await resolve(principalId)) ?? principalId;
      const found = (await store.list()).find((one) => one.name === name && one.principalId === owner);
      if (found === undefined || !(await store.delete(found.id)))
        throw new AppError("not_found", `There is no credential "${name}"${ownerInWords(principalId)}.`);
      await recordChange(audit, actor, {
        kind: "change",
        action: "credential.delete",
        subject: found.id,
        details: { name, principalId: owner },
      });
    },

    async rotateCredentials(actor) {
      await permit(audit, actor, "credentials.write", { action: "credential.rotate" });
      const counts = { rotated: 0, current: 0, changed: 0, failed: [] as Rotation["failed"][number][] };
      for (const stored of await store.list()) {
        const { id, name, principalId } = stored;
        if (stored.keyId === vault.keyId()) {
          counts.current += 1;
          continue;
        }
        const sealed = sealAnew(stored, vault);
        if ("reason" in sealed) counts.failed.push({ name, principalId, reason: sealed.reason });
        else if (await store.reseal(id, stored.nonce, sealed)) counts.rotated += 1;
        else counts.changed += 1;
      }
      await recordChange(audit, actor, {
        kind: "change",
        action: "credential.rotate",
        details: counts,
        outcome: counts.failed.length === 0 ? "ok" : "error",
      });
      return counts;
    },
  };
}

function ownerInWords(principalId: string | undefined): string {
  return principalId === undefined ? " that is shared by all" : ` of ${principalId}`;
}

function sealAnew(stored: StoredCredential, vault: Vault): SealedSecret | { readonly reason: string } {
  try {
    return vault.seal(stored.name, stored.principalId, vault.unseal(stored));
  } catch (error) {
    return { reason: error instanceof Error ? error.message : String(error) };
  }
}
