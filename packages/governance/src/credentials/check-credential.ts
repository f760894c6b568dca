import { toUSVString } from "node:util";
import { AppError } from "@mcp-tools/core";

const NAME = /^[a-z0-9_.-]{1,64}$/;
const PRINCIPAL = /^(?:local|anonymous|operator|(?:key|oauth|user):[^\0]{1,512})$/;
const VALUE_CHARACTERS_MAX = 65_536;

/** As `registerTool` checks what tools declare. @throws AppError `invalid_input` */
export function checkCredentialName(name: string): void {
  if (!NAME.test(name))
    throw new AppError("invalid_input", "A credential's name is 1–64 of `a–z 0–9 _ - .`, such as github_token.");
}

/** @throws AppError `invalid_input` */
export function checkPrincipalId(principalId: string): void {
  if (PRINCIPAL.test(principalId)) return;
  throw new AppError(
    "invalid_input",
    "A principal is key:<id or name>, oauth:<subject>, user:<id> or local. Leave it out for a credential that all share.",
  );
}

/** Says nothing of the value itself. @throws AppError `invalid_input` */
export function checkCredentialValue(value: string): void {
  if (value === "") throw new AppError("invalid_input", "A credential cannot be empty.");
  if (value.length > VALUE_CHARACTERS_MAX)
    throw new AppError("invalid_input", `A credential may have at most ${VALUE_CHARACTERS_MAX} characters.`);
  if (toUSVString(value) !== value)
    throw new AppError("invalid_input", "A credential has to be text: this one holds half a character.");
}
