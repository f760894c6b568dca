import { AppError } from "@mcp-tools/core";

/**
 * The JSON object given on the command line; `-` reads it from stdin, nothing means `{}`.
 * @throws AppError `invalid_input`
 */
export async function readArguments(
  input: string | undefined,
  readStdin: () => Promise<string>,
): Promise<Record<string, unknown>> {
  const text = input === "-" ? await readStdin() : (input ?? "{}");
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new AppError(
      "invalid_input",
      `The arguments are not valid JSON: ${cause instanceof Error ? cause.message : ""}. In a shell, put them in single quotes: '{"timezone":"Europe/Paris"}'`,
      { cause },
    );
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new AppError("invalid_input", 'The arguments must be a JSON object, such as {"timezone":"Europe/Paris"}.');
  }
  return value as Record<string, unknown>;
}
