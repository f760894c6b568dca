/** A result that was too long to send, kept for whoever called. */
export interface KeptResult {
  /** A random UUID. */
  readonly id: string;
  readonly principalId: string;
  readonly tool: string;
  /** The whole `CallToolResult` as JSON text. */
  readonly result: string;
  /** By the database's clock. */
  readonly createdAt: number;
  readonly expiresAt: number;
}

export interface ResultStore {
  /** Keeps it for `keepMs`. What the principal has kept is at most `bytesMax` UTF-8 bytes, this one included: the oldest go. */
  keep(
    result: Omit<KeptResult, "createdAt" | "expiresAt">,
    limits: { keepMs: number; bytesMax: number },
  ): Promise<void>;
  /** Undefined when it is gone, or another principal's. */
  get(id: string, principalId: string): Promise<KeptResult | undefined>;
  /** Forgets what is due; how many that were. */
  sweep(): Promise<number>;
}
