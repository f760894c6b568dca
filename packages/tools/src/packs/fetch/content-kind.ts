export type ContentKind = "html" | "text" | "binary" | "unknown";

const TEXTS =
  /^(text\/|application\/(json|xml|javascript|ecmascript|x-javascript|yaml|x-yaml|toml|sql|graphql|x-sh|x-ndjson|jsonl|rtf|x-www-form-urlencoded|x-httpd-php|xml-dtd)$)|\+(json|xml|yaml|json-seq)$/;

/** What a `Content-Type` header promises; `unknown` where it promises nothing. */
export function contentKind(contentType: string): ContentKind {
  const type = mediaType(contentType);
  if (type === "text/html" || type === "application/xhtml+xml") return "html";
  if (TEXTS.test(type)) return "text";
  if (type === "" || type === "application/octet-stream" || type === "binary/octet-stream" || !type.includes("/"))
    return "unknown";
  return "binary";
}

/** Without parameters, in lower case. */
export function mediaType(contentType: string): string {
  return (contentType.split(";")[0] ?? "").trim().toLowerCase();
}

/** Whether a text is a page, where nothing says so. */
export function looksLikeHtml(text: string): boolean {
  return /^\s*(<!--[^]{0,2000}?-->\s*)?<(!doctype\s+html|html|head|body)[\s>]/i.test(text.slice(0, 4_096));
}
