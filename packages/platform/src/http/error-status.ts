import type { ErrorCode } from "@mcp-tools/core";

/** The HTTP status of each error; 499 is what proxies call a client that went away. */
export const errorStatus = {
  invalid_input: 400,
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  too_large: 413,
  rate_limited: 429,
  cancelled: 499,
  internal: 500,
  unavailable: 503,
  timeout: 504,
} as const satisfies Record<ErrorCode, number>;

/** The other way, for errors that come with a status of their own. */
export function codeOfStatus(status: number): ErrorCode {
  const codes = Object.keys(errorStatus) as ErrorCode[];
  return codes.find((code) => errorStatus[code] === status) ?? (status < 500 ? "invalid_input" : "internal");
}
