/** A secret as it is kept: encrypted with AES-256-GCM under the key with this id. */
export interface StoredCredential {
  readonly id: string;
  readonly name: string;
  /** Whose it is; undefined: shared by all. */
  readonly principalId?: string | undefined;
  readonly keyId: string;
  /** 12 bytes. */
  readonly nonce: Uint8Array;
  /** With the 16-byte tag at its end. */
  readonly ciphertext: Uint8Array;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly updatedBy: string;
}

export interface CredentialStore {
  /** Adds it, or replaces the one of the same name and principal. */
  put(credential: StoredCredential): Promise<void>;
  /** The principal's own where there is one, else the shared one, for each of the names. */
  find(names: readonly string[], principalId: string): Promise<StoredCredential[]>;
  list(): Promise<StoredCredential[]>;
  /** True when it existed. */
  delete(id: string): Promise<boolean>;
}
