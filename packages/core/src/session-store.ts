/** A legacy Streamable HTTP session: everything a replica needs to serve it. */
export interface SessionRecord {
  readonly id: string;
  /** Only this principal may use it; to anyone else the session does not exist. */
  readonly principalId: string;
  /** Of the endpoint it was opened at: at any other the session does not exist. */
  readonly toolset?: string | undefined;
  /** `params` of the client's `initialize`, replayed when another replica takes over. */
  readonly initializeParams: unknown;
  readonly protocolVersion: string;
  /** Set by `logging/setLevel`. */
  readonly logLevel?: string | undefined;
  /** Resource URIs the client subscribed to. */
  readonly subscriptions: readonly string[];
  readonly createdAt: number;
}

export interface SessionStore {
  create(record: SessionRecord): Promise<void>;
  /** The record, or undefined when unknown, ended or expired. Slides the idle expiry. */
  get(id: string): Promise<SessionRecord | undefined>;
  update(id: string, patch: Partial<Pick<SessionRecord, "logLevel" | "subscriptions">>): Promise<void>;
  /** True when it existed. */
  delete(id: string): Promise<boolean>;
  count(): Promise<number>;
  close(): Promise<void>;
}
