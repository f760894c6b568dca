import { maskSecrets, type SchemaMask } from "@mcp-tools/core";

const ARGUMENT_CHARACTERS_MAX = 16_384;

/** The arguments as JSON text with secrets masked, also those that only the schema knows, cut at 16,384 characters unless told. */
export function argumentsForRecord(args: unknown, mask?: SchemaMask, charactersMax = ARGUMENT_CHARACTERS_MAX): string {
  if (args === undefined) return "{}";
  const masked = maskSecrets(args);
  const text = JSON.stringify(mask === undefined ? masked : mask(masked)) ?? "{}";
  return text.length <= charactersMax ? text : `${text.slice(0, charactersMax)}…`;
}
