/** Of ours, in the form that MCP gives keys of third parties (2025-06-18 `_meta`). */
const META_KEY = "mcp-tools/idempotency-key";
/** Visible ASCII: it goes into logs and tables as it is. */
const KEY = /^[\u0021-\u007e]{1,200}$/;

/** The idempotency key of a call; undefined where none was sent. */
export function idempotencyKeyOf(meta: Readonly<Record<string, unknown>> | undefined): string | undefined {
  return meta?.[META_KEY] as string | undefined;
}

/** What is wrong with the key of a call; undefined for a good one, and for none. A call that asks to run once must not run without. */
export function idempotencyKeyProblem(meta: Readonly<Record<string, unknown>> | undefined): string | undefined {
  const key = meta?.[META_KEY];
  return key === undefined || (typeof key === "string" && KEY.test(key))
    ? undefined
    : `Invalid params: \`_meta["${META_KEY}"]\` must be a string of 1 to 200 visible ASCII characters.`;
}
