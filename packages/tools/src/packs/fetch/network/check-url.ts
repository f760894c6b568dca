import { AppError } from "@mcp-tools/core";

/** The one spelling of a URL that is fetched, for all that say the same; text that cannot be fetched stays as it is. */
export function normalUrl(text: string): string {
  try {
    return checkUrl(text).href;
  } catch {
    return text;
  }
}

/**
 * @throws AppError `invalid_input` for what is no URL, has another scheme than http and https, or carries credentials
 */
export function checkUrl(text: string, base?: URL): URL {
  let url: URL;
  try {
    url = new URL(text.trim(), base);
  } catch (cause) {
    throw new AppError(
      "invalid_input",
      `"${text.slice(0, 200)}" is not a URL. Write it in full, such as https://example.com/page.`,
      { cause },
    );
  }
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    throw new AppError("invalid_input", `Only http and https URLs can be fetched, not ${url.protocol}`);
  }
  if (url.username !== "" || url.password !== "") {
    throw new AppError(
      "invalid_input",
      "A URL with a user name or password in it is not fetched: what is in a URL ends up in logs. Leave them out.",
    );
  }
  url.hash = "";
  // The same host, and certificates are without it.
  if (url.hostname.endsWith(".")) url.hostname = url.hostname.replace(/\.+$/, "");
  return url;
}
