import type { Grant } from "./grant.ts";
import type { Limits, OutputBudget } from "./limits.ts";

/** An API key as it is kept: its secrets only as SHA-256. Times are milliseconds since the epoch. */
export interface ApiKey {
  readonly id: string;
  /** Unique among the keys that are not revoked. */
  readonly name: string;
  readonly grant: Grant;
  readonly limits?: Limits | undefined;
  readonly output?: OutputBudget | undefined;
  /** The person who uses it, `user:…`: they may not approve its calls. */
  readonly personId?: string | undefined;
  readonly createdAt: number;
  readonly createdBy: string;
  readonly expiresAt?: number | undefined;
  readonly revokedAt?: number | undefined;
  readonly lastUsedAt?: number | undefined;
  /** Address of the last use. */
  readonly lastUsedFrom?: string | undefined;
  /** More than one while a rotation overlaps. */
  readonly secrets: readonly ApiKeySecret[];
}

export interface ApiKeySecret {
  /** The part that may be shown: `mcpt_k7Q2xW9p`. */
  readonly prefix: string;
  /** SHA-256 of the whole key, hex. */
  readonly hash: string;
  readonly createdAt: number;
  /** Set when a newer secret has taken its place. */
  readonly expiresAt?: number | undefined;
}

export interface ApiKeyStore {
  /** @throws AppError `conflict` when the name is taken */
  create(key: ApiKey): Promise<void>;
  get(id: string): Promise<ApiKey | undefined>;
  /** By id, or by the name of a key that is not revoked. */
  find(idOrName: string): Promise<ApiKey | undefined>;
  /** Newest first; revoked ones only when asked for. */
  list(options: { revoked: boolean }): Promise<ApiKey[]>;
  /**
   * What changed after this moment of the database's clock, revoked keys included, with the moment to ask from next; the
   * same key may come several times. 0: all that are not revoked.
   */
  changedSince(at: number): Promise<{ keys: ApiKey[]; at: number }>;
  /**
   * What the patch names; undefined clears it.
   * @throws AppError `not_found`, also for a revoked key; `conflict` when the new name is taken
   */
  update(
    id: string,
    patch: Partial<Pick<ApiKey, "name" | "grant" | "limits" | "output" | "personId" | "expiresAt">>,
  ): Promise<ApiKey>;
  /**
   * Adds a secret and lets the earlier ones end `overlapMs` from now, by the database's clock, in one step.
   * @throws AppError `not_found`, also for a revoked key; `conflict` when it has too many secrets already
   */
  rotate(id: string, secret: Pick<ApiKeySecret, "prefix" | "hash">, overlapMs: number): Promise<ApiKey>;
  /** A second time changes nothing. @throws AppError `not_found` */
  revoke(id: string): Promise<ApiKey>;
  /** Notes uses, many at once; announces nothing. */
  touch(uses: readonly { id: string; at: number; from: string | undefined }[]): Promise<void>;
}
