import type { AuditRecord, Limiter, Principal } from "@mcp-tools/core";
import type { ClientRequest } from "../client-port.ts";
import type { ToolResult } from "../content.ts";
import type { Decision } from "../policy.ts";
import type { RunningCall } from "./stage.ts";

/** What became of asking a human. */
export type Consent =
  /** Run it now, once. Afterwards exactly one of the two, which never reject. */
  | {
      readonly kind: "given";
      /** The policy that asked; undefined where the consent stands whatever the policy: then only what it decides now counts. */
      readonly policyVersion: number | undefined;
      /** It is over, whatever came of it. */
      settle(): Promise<void>;
      /** It did not run, or only asked its client: the consent holds for the next run. */
      giveBack(): Promise<void>;
    }
  /** The policy, the tool or the credential changed while it waited: decide again. */
  | { readonly kind: "changed" }
  | { readonly kind: "refused"; readonly message: string }
  /** Nobody has decided yet; the message tells the caller how to go on. */
  | { readonly kind: "pending"; readonly message: string }
  /** The client is to show this to its person, and to call again (2026-07-28, URL elicitation). */
  | { readonly kind: "ask_client"; readonly requests: Readonly<Record<string, ClientRequest>> }
  | { readonly kind: "cancelled" };

/** Gets a human's consent to a call. */
export interface Approver {
  /** Asked again for the same call it goes on waiting until the same moment. */
  ask(call: RunningCall, decision: Decision): Promise<Consent>;
}

/** What an idempotency key came to. */
export type Claim =
  /** Ours to run. Afterwards exactly one of the three. */
  | {
      readonly kind: "run";
      /** It ran: the result answers every repetition. */
      finish(result: ToolResult): Promise<void>;
      /** It did not run: the key is free. */
      release(): Promise<void>;
      /** It ran, and nobody knows how it ended. */
      lose(): Promise<void>;
    }
  | { readonly kind: "stored"; readonly result: ToolResult; readonly callId: string }
  | { readonly kind: "unknown"; readonly callId: string }
  /** The key was used with other arguments. */
  | { readonly kind: "conflict" }
  /** The first call is still running, and was waited for long enough. */
  | { readonly kind: "running" }
  /** It cannot be a key, or these cannot be arguments; the message says why. */
  | { readonly kind: "refused"; readonly message: string }
  | { readonly kind: "cancelled" };

/** Keeps a call with an idempotency key from running twice. */
export interface Deduper {
  claim(call: RunningCall, key: string, keepMs: number): Promise<Claim>;
}

/** Keeps what was too long to send. */
export interface ResultKeeper {
  /** The URI of the resource that its principal can read for an hour; undefined for what is too long to keep. */
  keep(principal: Principal, tool: string, result: ToolResult): Promise<string | undefined>;
}

/** The secrets that a tool declared it needs. */
export interface CredentialSource {
  /** @throws AppError `not_found` naming those that nobody has stored; `unavailable` when they cannot be decrypted */
  read(principal: Principal, names: readonly string[]): Promise<Readonly<Record<string, string>>>;
}

/** Where a call stands that has been running for a while, see `RunningCallStore` in core. */
export interface CallNotes {
  note(rows: readonly AuditRecord[]): Promise<void>;
  forget(ids: readonly string[]): Promise<void>;
}

/** What stages of the call path ask of the rest of the house. Each has a plain twin for where it is not wanted. */
export interface CallPorts {
  readonly limiter: Limiter;
  readonly approver: Approver;
  readonly deduper: Deduper;
  readonly results: ResultKeeper | undefined;
  readonly credentials: CredentialSource | undefined;
  readonly notes: CallNotes | undefined;
}
