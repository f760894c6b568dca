import type { Actor } from "@mcp-tools/governance";
import type { AuthRequest, FoundSession } from "./people-auth.ts";

/** Whose request it is, by the credential that came with it. */
export interface Identity {
  readonly actor: Actor;
  /** Of a person's session; undefined for a token. */
  readonly session?: FoundSession | undefined;
}

export interface Identifier {
  /**
   * With an `Authorization` header that alone counts, else the session cookie. `renew`: count this as use of the session.
   * Undefined when there is neither, or none that holds.
   */
  identify(request: AuthRequest, options: { renew: boolean }): Promise<Identity | undefined>;
  /** Writes down which tokens were used. */
  close(): Promise<void>;
}
