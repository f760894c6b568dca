import type { Grant } from "./grant.ts";
import type { Limits, OutputBudget } from "./limits.ts";

export type PrincipalKind = "local" | "anonymous" | "key" | "oauth" | "user" | "token" | "operator";

/** Who is calling. Always from a credential or from the transport, never from a URL or an argument. */
export interface Principal {
  /** Stable id, unique across kinds: `local`, `key:<id of the key>`, `oauth:…`, `user:<id>`, `token:<id>`, `operator`. */
  readonly id: string;
  readonly kind: PrincipalKind;
  /** For people, and for rules (`key:ci`): the name of the key or token, the person's address, the OAuth token's subject. */
  readonly name: string;
  /** The space whose data (memory graph, …) this principal works in. */
  readonly space: string;
  /** What it may see at most; rules can only narrow it. Absent: everything. */
  readonly grant?: Grant | undefined;
  /**
   * The person behind it, by the id of their principal (`user:…`): nobody approves their own call. Behind a token that a
   * token made, and no person, it is the first of these (`token:…`).
   */
  readonly personId?: string | undefined;
  /** Its own limits, before those that the policy gives everyone. */
  readonly limits?: Limits | undefined;
  readonly output?: OutputBudget | undefined;
}

/** Whoever started the process: stdio, the CLI's `call`, and an open loopback bind. One space, so that all of a laptop's clients share it. */
export const localPrincipal: Principal = Object.freeze({ id: "local", kind: "local", name: "local", space: "default" });

/** Whoever runs the command line beside the database, for what it changes and decides. Not `local`: that is a program. */
export const operatorPrincipal: Principal = Object.freeze({
  id: "operator",
  kind: "operator",
  name: "operator",
  space: "default",
});
