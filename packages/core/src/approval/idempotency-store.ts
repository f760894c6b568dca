/** One use of an idempotency key. The same key of another principal or tool is another key. */
export interface IdempotencyClaim {
  readonly principalId: string;
  readonly tool: string;
  readonly key: string;
  /** SHA-256 of the canonical arguments, base64url. */
  readonly argumentsDigest: string;
  readonly callId: string;
  readonly processId: string;
  readonly keepMs: number;
}

export type IdempotencyRecord =
  /** Ours: run the call, then `finish` or `release` it. */
  | { readonly state: "claimed"; readonly id: string }
  | { readonly state: "running"; readonly id: string; readonly argumentsDigest: string }
  | {
      readonly state: "done";
      readonly id: string;
      readonly argumentsDigest: string;
      readonly callId: string;
      /** The stored result as JSON text. */
      readonly result: string;
    }
  /** Its process is gone, or the call was given up while it ran: nobody knows how it ended. */
  | { readonly state: "unknown"; readonly id: string; readonly argumentsDigest: string; readonly callId: string };

/** Ids are those of the calls that claimed: `release` works also where nobody knows whether the claim arrived. */
export interface IdempotencyStore {
  /** Claims the key, or says who has it. The same call may repeat it. */
  claim(claim: IdempotencyClaim): Promise<IdempotencyRecord>;
  /** Undefined once it was released or is no longer kept. */
  get(id: string): Promise<IdempotencyRecord | undefined>;
  /** Those of them that still run, for whoever waits for many. */
  stillRunning(ids: readonly string[]): Promise<string[]>;
  /** Also where its process was thought to be gone. Kept from now on for as long as it was claimed for. */
  finish(id: string, result: string): Promise<void>;
  /** The call did not run: the key is free again. */
  release(id: string): Promise<void>;
  /** The call ran, and nobody knows how it ended. */
  lose(id: string): Promise<void>;
  /**
   * Forgets what is due, and turns running ones of processes that have not reported for `processDeadMs` into `unknown`;
   * a claim younger than that is alive. Returns those.
   */
  sweep(processDeadMs: number): Promise<LostCall[]>;
}

/** A call with an idempotency key whose process is gone. */
export interface LostCall {
  readonly id: string;
  readonly callId: string;
  readonly principalId: string;
  readonly tool: string;
}
