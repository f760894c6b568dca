import { AppError } from "@mcp-tools/core";

/**
 * Turns an RFC 6570 template (`{name}` and `{+name}`) into a matcher from URI to variables.
 * @throws AppError `invalid_input` for expressions of other kinds, which would never match
 */
export function createUriMatcher(template: string): (uri: string) => Readonly<Record<string, string>> | undefined {
  const names: string[] = [];
  const pattern = template
    .split(/(\{\+?[A-Za-z0-9_.]+\})/)
    .map((part) => {
      const variable = /^\{(\+?)([A-Za-z0-9_.]+)\}$/.exec(part);
      if (variable === null && /[{}]/.test(part)) {
        throw new AppError(
          "invalid_input",
          `The URI template "${template}" may use {name} and {+name}, and no other expressions.`,
        );
      }
      if (variable === null) return part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
      names.push(variable[2] ?? "");
      return variable[1] === "+" ? "(.+)" : "([^/?#]+)";
    })
    .join("");
  const matcher = new RegExp(`^${pattern}$`);
  return (uri) => {
    const match = matcher.exec(uri);
    if (match === null) return undefined;
    return Object.fromEntries(names.map((name, index) => [name, decode(match[index + 1] ?? "")]));
  };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
