import { DetailedError, hc, parseResponse } from "hono/client";
import type { AdminApi } from "../../../src/routes/api.ts";
import { fetchInReadersLanguage, isProblem } from "./readers-language.ts";

/** The JSON API, typed by the routes that serve it. Calls go to the page's own host. */
export const api = hc<AdminApi>(location.origin, { fetch: fetchInReadersLanguage }).api;

export { parseResponse };

/** What went wrong, as far as a person can use it. */
export interface Trouble {
  /** Undefined when the server could not be reached at all. */
  readonly status: number | undefined;
  readonly message: string | undefined;
  readonly requestId: string | undefined;
}

export function troubleOf(error: unknown): Trouble {
  if (!(error instanceof DetailedError)) return { status: undefined, message: undefined, requestId: undefined };
  const body: unknown = (error.detail as { data?: unknown } | undefined)?.data;
  const problem = isProblem(body) ? body.error : undefined;
  return { status: error.statusCode, message: problem?.message, requestId: problem?.requestId };
}
