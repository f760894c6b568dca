/** A result that was too long to send, kept for whoever called. */
export interface KeptResult {
  readonly id: string;
  readonly principalId: string;
  readonly tool: string;
  /** The whole `CallToolResult` as JSON text. */
  readonly result: string;
  readonly createdAt: number;
  readonly expiresAt: number;
}

export interface ResultStore {
  keep(result: KeptResult): Promise<void>;
  /** Undefined when it is gone, or another principal's. */
  get(id: string, principalId: string): Promise<KeptResult | undefined>;
  /** Forgets what is due. */
  sweep(): Promise<void>;
}
