import { createSecretKey, type KeyObject } from "node:crypto";

/** A key for the chain of hashes: HMAC-SHA-256, 32 bytes. */
export interface AuditKey {
  /** Stored with each block, so that the key can be replaced: anything that tells keys apart and gives nothing away. */
  readonly id: string;
  readonly key: Uint8Array;
}

export interface AuditKeys {
  /** Seals new blocks; without it they are sealed by plain SHA-256, which finds mistakes but no forger. */
  readonly current: AuditKey | undefined;
  /** Earlier keys, whose blocks can still be checked. */
  readonly old: readonly AuditKey[];
}

/** Made once: making a key of its bytes costs ten times the hash. */
export interface SealingKey {
  readonly id: string;
  readonly key: KeyObject;
}

export interface SealingKeys {
  readonly current: SealingKey | undefined;
  readonly old: readonly SealingKey[];
}

export function sealingKeys({ current, old }: AuditKeys): SealingKeys {
  return { current: current === undefined ? undefined : toSealingKey(current), old: old.map(toSealingKey) };
}

export function findSealingKey({ current, old }: SealingKeys, id: string): SealingKey | undefined {
  return current?.id === id ? current : old.find((key) => key.id === id);
}

function toSealingKey({ id, key }: AuditKey): SealingKey {
  return { id, key: createSecretKey(key) };
}
