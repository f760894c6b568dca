/** An address that may be followed: of the web, and nothing that a browser would run. */
export function webAddress(uri: string): string | undefined {
  const url = URL.parse(uri);
  return url !== null && (url.protocol === "https:" || url.protocol === "http:") ? url.href : undefined;
}
