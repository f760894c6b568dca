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

export const noAuditKeys: AuditKeys = Object.freeze({ current: undefined, old: Object.freeze([]) });

export function findAuditKey({ current, old }: AuditKeys, id: string): AuditKey | undefined {
  return current?.id === id ? current : old.find((key) => key.id === id);
}
