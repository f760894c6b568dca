/** A key for one purpose, derived from SECRET_KEY. */
export interface DerivedKey {
  /** Short, of the key itself: kept beside what was encrypted or signed, it says which key that was. Gives nothing away. */
  readonly id: string;
  /** 32 bytes. */
  readonly key: Uint8Array;
}

export interface DerivedKeys {
  /** For what is made from now on. */
  readonly current: DerivedKey;
  /** The current one, then those of SECRET_KEYS_OLD. */
  readonly all: readonly DerivedKey[];
  /** False: the key is this process's alone, so nothing that is kept may need it. */
  readonly isLasting: boolean;
}
