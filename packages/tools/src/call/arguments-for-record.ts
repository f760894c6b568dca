import { maskSecrets } from "@mcp-tools/core";

const ARGUMENT_CHARACTERS_MAX = 16_384;

/** The arguments as JSON text with secrets masked, cut at 16,384 characters unless told. */
export function argumentsForRecord(
  args: unknown,
  secretPaths: readonly (readonly string[])[] = [],
  charactersMax = ARGUMENT_CHARACTERS_MAX,
): string {
  if (args === undefined) return "{}";
  let masked = maskSecrets(args);
  for (const path of secretPaths) masked = maskAt(masked, path);
  const text = JSON.stringify(masked) ?? "{}";
  return text.length <= charactersMax ? text : `${text.slice(0, charactersMax)}…`;
}

function maskAt(value: unknown, path: readonly string[]): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return "••••";
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, step)) return value;
  return { ...value, [step]: maskAt((value as Record<string, unknown>)[step], rest) };
}
