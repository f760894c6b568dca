import { maskSecrets } from "@mcp-tools/core";

const ARGUMENT_CHARACTERS_MAX = 16_384;

/** The arguments as JSON text with secrets masked, cut at 16,384 characters. */
export function argumentsForRecord(args: unknown, secretPaths: readonly (readonly string[])[] = []): string {
  if (args === undefined) return "{}";
  let masked = maskSecrets(args);
  for (const path of secretPaths) masked = maskAt(masked, path);
  const text = JSON.stringify(masked) ?? "{}";
  return text.length <= ARGUMENT_CHARACTERS_MAX ? text : `${text.slice(0, ARGUMENT_CHARACTERS_MAX)}…`;
}

function maskAt(value: unknown, path: readonly string[]): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return "••••";
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, step)) return value;
  return { ...value, [step]: maskAt((value as Record<string, unknown>)[step], rest) };
}
