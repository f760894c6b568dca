/** What went wrong, in the words every layer shares. Closed: a new code needs a line in each edge's map. */
export type ErrorCode =
  | "invalid_input"
  | "unauthorized"
  | "forbidden"
  | "not_found"
  | "conflict"
  | "too_large"
  | "rate_limited"
  | "timeout"
  | "cancelled"
  | "unavailable"
  | "internal";

/**
 * An error someone can act on. `message` is safe to show to a caller or a model;
 * `detail` and `cause` are for the log.
 */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly detail: unknown;

  constructor(code: ErrorCode, message: string, options: { detail?: unknown; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "AppError";
    this.code = code;
    this.detail = options.detail;
  }
}

/** True for our own errors, also across bundles. */
export function isAppError(error: unknown): error is AppError {
  return error instanceof Error && error.name === "AppError" && "code" in error;
}

/** True where the value of a setting is wrong, and only its use could tell: `detail.setting` names it. */
export function isSettingError(error: unknown): boolean {
  return isAppError(error) && typeof error.detail === "object" && error.detail !== null && "setting" in error.detail;
}
