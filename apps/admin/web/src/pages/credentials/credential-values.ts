/** As the form for a new credential has it. */
export interface CredentialValues {
  readonly name: string;
  readonly isShared: boolean;
  /** Whose it is where it is not shared: `key:ci`, `oauth:…`, `user:…`, `local`. */
  readonly owner: string;
  readonly value: string;
}

export type CredentialTrouble = "name" | "owner" | "empty" | "tooLong" | "halfCharacter";

const nameFits = /^[a-z0-9_.-]{1,64}$/;
const ownerFits = /^(?:local|anonymous|operator|(?:key|oauth|user):.{1,512})$/s;
const charactersMax = 65_536;

export function troubleOfName(name: string): CredentialTrouble | undefined {
  return nameFits.test(name) ? undefined : "name";
}

export function troubleOfOwner({ isShared, owner }: Pick<CredentialValues, "isShared" | "owner">) {
  return isShared || ownerFits.test(owner.trim()) ? undefined : "owner";
}

export function troubleOfValue(value: string): CredentialTrouble | undefined {
  if (value === "") return "empty";
  if (value.length > charactersMax) return "tooLong";
  return value.isWellFormed() ? undefined : "halfCharacter";
}
