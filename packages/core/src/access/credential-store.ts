/** A secret as it is kept: encrypted with AES-256-GCM under the key with this id. */
export interface StoredCredential extends SealedSecret {
  readonly id: string;
  readonly name: string;
  /** Whose it is; undefined: shared by all. */
  readonly principalId?: string | undefined;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly updatedBy: string;
}

export interface SealedSecret {
  readonly keyId: string;
  /** 12 bytes. */
  readonly nonce: Uint8Array;
  /** With the 16-byte tag at its end. */
  readonly ciphertext: Uint8Array;
}

/** Every change is announced (`people`), in its transaction. Times are the database's. */
export interface CredentialStore {
  /** Adds it, or replaces the one of the same name and principal, whose id stays. */
  put(credential: Omit<StoredCredential, "createdAt" | "updatedAt">): Promise<StoredCredential>;
  /** The principal's own where there is one, else the shared one, for each of the names. */
  find(names: readonly string[], principalId: string): Promise<StoredCredential[]>;
  /** By name, shared ones before those of principals. */
  list(): Promise<StoredCredential[]>;
  /** The same secret under another key. False when somebody changed it since it was read, by its nonce. */
  reseal(id: string, nonce: Uint8Array, sealed: SealedSecret): Promise<boolean>;
  /** True when it existed. */
  delete(id: string): Promise<boolean>;
}
