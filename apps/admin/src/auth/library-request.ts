import { AppError, type ErrorCode } from "@mcp-tools/core";
import { isAPIError } from "better-auth/api";
import { addressHeader } from "./create-library.ts";
import type { AuthRequest } from "./people-auth.ts";
import { halfWayCookie } from "./second-factor-plugins.ts";

/** As much of a request as the sign-in library is told. */
export function headersOf({ headers, address }: AuthRequest): Headers {
  const passed = new Headers();
  for (const name of ["cookie", "user-agent"]) {
    const value = headers.get(name);
    if (value !== null) passed.set(name, value);
  }
  if (address !== undefined) passed.set(addressHeader, address);
  return passed;
}

/** For what begins a session: whatever one there was has no say. */
export function withoutCookies(request: AuthRequest): Headers {
  const headers = headersOf(request);
  headers.delete("cookie");
  return headers;
}

/** For the second step of signing in: with a session as well, the library would take the code for one of that session's person. */
export function withHalfWayCookie(request: AuthRequest): Headers {
  const headers = withoutCookies(request);
  const cookies = (request.headers.get("cookie") ?? "").split(";").map((cookie) => cookie.trim());
  headers.set("cookie", cookies.filter((cookie) => cookie.split("=")[0]?.endsWith(`.${halfWayCookie}`)).join("; "));
  return headers;
}

/** The library's refusals in our words; its faults, and the database's, stay what they are. */
export async function translate<T>(
  work: Promise<T>,
  code: Extract<ErrorCode, "unauthorized" | "invalid_input" | "unavailable" | "not_found">,
  message: string,
): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (isAPIError(error) && error.statusCode < 500) throw new AppError(code, message, { cause: error });
    throw error;
  }
}
