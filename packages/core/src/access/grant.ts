/** `read` changes nothing, `write` adds or changes, `destructive` may take away what cannot be brought back. */
export type Access = "read" | "write" | "destructive";

export const accessKinds: readonly Access[] = ["read", "write", "destructive"];

/** What a credential is good for. Every part narrows; an absent one narrows nothing. */
export interface Grant {
  /** Names of toolsets: only what stands in one of them. */
  readonly toolsets?: readonly string[] | undefined;
  /** Tools by name, `*` for any run of characters. */
  readonly tools?: readonly string[] | undefined;
  readonly access?: readonly Access[] | undefined;
}
