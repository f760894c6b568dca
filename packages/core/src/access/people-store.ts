/** A person who may sign in to the console. Times are milliseconds since the epoch. */
export interface Person {
  readonly id: string;
  /** Lower case; unique. */
  readonly email: string;
  readonly name: string;
  /** One of governance's roles, as it is stored: whoever reads it checks. */
  readonly role: string;
  readonly createdAt: number;
  /** When one of their open sessions was last renewed: to some minutes. */
  readonly lastSeenAt?: number | undefined;
  readonly signsInWith: readonly ("password" | "oidc")[];
  /** A code is asked for beside their password. */
  readonly hasSecondFactor: boolean;
}

/** One browser in which a person is signed in. */
export interface PersonSession {
  readonly id: string;
  readonly personId: string;
  readonly createdAt: number;
  /** To some minutes. */
  readonly lastSeenAt: number;
  readonly expiresAt: number;
  readonly address?: string | undefined;
  readonly userAgent?: string | undefined;
}

/** For whom a person is changed. Both are looked at while nobody else can change people: what was true at the request may be over. */
export interface PersonChange {
  /** The principal that asks, with the role that it was let in with; refused as `forbidden` when that is not so any more. */
  readonly by: { readonly id: string; readonly role: string };
  /** Throws where it may not be done to the person as they are now. */
  readonly check: (person: Person) => void;
}

/** What ended because whoever had made it is gone. */
export interface EndedWithMaker {
  /** Names of tokens for scripts. */
  readonly revokedTokens: readonly string[];
  /** Addresses of those who were invited. */
  readonly endedInvitations: readonly string[];
}

export interface PeopleStore {
  count(): Promise<number>;
  /** In the order in which they came. */
  list(): Promise<Person[]>;
  /** By id, or by address in any case. */
  find(idOrEmail: string): Promise<Person | undefined>;
  /**
   * @returns them as they are now, and the role that they had
   * @throws AppError `not_found`, `forbidden`, `conflict` when it was the last owner
   */
  changeRole(id: string, role: string, change: PersonChange): Promise<Person & { readonly formerRole: string }>;
  /**
   * With their sessions and ways to sign in, the tokens for scripts that they made, and the invitations.
   * @throws AppError `not_found`, `forbidden`, `conflict` when it was the last owner
   */
  remove(id: string, change: PersonChange): Promise<Person & EndedWithMaker>;
  /** @throws AppError `not_found` */
  rename(id: string, name: string): Promise<Person>;
  /** Those that have not expired, the newest first. */
  sessions(personId: string): Promise<PersonSession[]>;
  /** @returns how many ended */
  endSessions(personId: string, which?: { only?: string | undefined; except?: string | undefined }): Promise<number>;
  /** Of their second factor; undefined where they have none. */
  backupCodesLeft(personId: string): Promise<number | undefined>;
  /**
   * Uses up a code of their second factor, by its time step (RFC 6238 §5.2), and all before it. Of two at once one is told true.
   */
  claimCodeStep(personId: string, step: number): Promise<boolean>;
  /**
   * Takes their second factor away and ends their sessions. @returns how many ended
   * @throws AppError `not_found`, `forbidden`, `conflict` where they have none
   */
  resetSecondFactor(personId: string, change: PersonChange): Promise<number>;
}

/** A link that lets one person in, once. */
export interface Invitation {
  readonly id: string;
  /** `setup`: makes the first owner, whoever opens it. `invitation`: for one address. */
  readonly kind: "setup" | "invitation";
  readonly email?: string | undefined;
  readonly role: string;
  readonly createdAt: number;
  /** Id of a principal: of the person, or of the first token, behind whoever made it. */
  readonly createdBy: string;
  readonly expiresAt: number;
}

export interface NewPerson {
  readonly id: string;
  readonly name: string;
  /** Only for a set-up link: an invitation says for whom it is. */
  readonly email?: string | undefined;
  /** As the sign-in library hashes it. */
  readonly passwordHash: string;
}

export interface InvitationStore {
  /**
   * Keeps it, by its token's hash, for `lifetimeMs` of the database's clock, and ends the earlier ones that it replaces:
   * every set-up link, or those for the same address.
   * @throws AppError `forbidden` when whoever makes it may not (any more), `conflict` when there is an owner already (`setup`), or a person with this address
   */
  create(
    invitation: Omit<Invitation, "createdAt" | "expiresAt"> & { tokenHash: string; lifetimeMs: number },
  ): Promise<Invitation>;
  /** Those that can be used, the newest first: not those whose maker may not give the role at present. */
  list(): Promise<Invitation[]>;
  /** One that can still be used. */
  find(tokenHash: string): Promise<Invitation | undefined>;
  /** True when there was one that could still be used. */
  revoke(id: string): Promise<boolean>;
  /**
   * Uses it up and makes the person with a password, both or neither.
   * @throws AppError `not_found` when it cannot be used (any more), `conflict` when somebody has the address
   */
  redeem(tokenHash: string, person: NewPerson): Promise<Person>;
  /** Uses up the invitation for an address that somebody else has verified. @returns its role */
  claim(email: string, personId: string): Promise<string | undefined>;
}

/** A token for scripts: it acts on the console's API with a role of its own. */
export interface ApiToken {
  readonly id: string;
  readonly name: string;
  /** The part that may be shown: `mcpa_k7Q2xW9p`. */
  readonly prefix: string;
  readonly role: string;
  readonly createdAt: number;
  /** Id of a principal: of the person, or of the first token, behind whoever made it. */
  readonly createdBy: string;
  readonly expiresAt?: number | undefined;
  readonly revokedAt?: number | undefined;
  readonly lastUsedAt?: number | undefined;
  /** Whoever made it may not give its role at present: it is refused meanwhile. */
  readonly isSuspended: boolean;
}

export interface ApiTokenStore {
  /**
   * `lifetimeMs` counts from now by the database's clock.
   * @throws AppError `forbidden` when whoever makes it may not (any more), `conflict` when a live token has the name
   */
  create(
    token: Omit<ApiToken, "createdAt" | "expiresAt" | "revokedAt" | "lastUsedAt" | "isSuspended"> & {
      hash: string;
      lifetimeMs?: number | undefined;
    },
  ): Promise<ApiToken>;
  /** Newest first, those revoked or expired included. */
  list(): Promise<ApiToken[]>;
  /** A live one that is not suspended, by the hash of its secret. */
  findLive(hash: string): Promise<ApiToken | undefined>;
  /** By id, or by the name of a live one; with what was made by it. @throws AppError `not_found` */
  revoke(idOrName: string): Promise<ApiToken & EndedWithMaker>;
  /** Notes that they were used just now. */
  touch(ids: readonly string[]): Promise<void>;
}

/** How often something may be tried, counted in the database so that all replicas count together. */
export type AttemptRule =
  /** `max` in each span of `windowMs`. */
  | { readonly key: string; readonly kind: "window"; readonly max: number; readonly windowMs: number }
  /** `free` in a row, then one after a wait that doubles from `firstMs` to `lastMs`; forgotten after `quietMs` without one. */
  | {
      readonly key: string;
      readonly kind: "backoff";
      readonly free: number;
      readonly firstMs: number;
      readonly lastMs: number;
      readonly quietMs: number;
    };

export interface AttemptStore {
  /** Counts one attempt, or says how long to wait. Attempts that have to wait do not count. */
  claim(rule: AttemptRule): Promise<{ readonly ok: true } | { readonly ok: false; readonly retryAfterMs: number }>;
  /** It went well: the count starts anew. */
  forget(key: string): Promise<void>;
}

/** The people's tables for the library that signs them in; nobody else looks inside. */
export interface PeopleTables {
  /** Another object after the database was replaced; what was built on an earlier one is of no more use. */
  readonly db: object;
  readonly schema: Readonly<Record<string, unknown>>;
}

export interface PeopleDatabase {
  /** With a deadline, and recovery when it is the database that fails. */
  use<T>(
    work: (open: PeopleTables) => PromiseLike<T>,
    options?: { readonly idempotent?: boolean; readonly timeoutMs?: number },
  ): Promise<T>;
  /** For work that waits for others in between: their being slow says nothing about the database. */
  open(): Promise<PeopleTables>;
}
