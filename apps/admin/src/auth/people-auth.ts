import type { Person } from "@mcp-tools/core";
import type { SecondFactor } from "./second-factor.ts";

/** As much of a request as signing in has to know. */
export interface AuthRequest {
  readonly headers: Headers;
  /** Network address of the caller, proxies in front taken into account. */
  readonly address: string | undefined;
  readonly requestId: string;
}

/** A session that holds now, read from the database. */
export interface FoundSession {
  readonly id: string;
  readonly person: Pick<Person, "id" | "email" | "name" | "role">;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
  /** `Set-Cookie` values for the answer: the session was renewed. */
  readonly cookies: readonly string[];
}

/** What the right password leads to. */
export interface SignedIn {
  /** `Set-Cookie` values: of the new session, or of what waits for a code. */
  readonly cookies: readonly string[];
  /** There is a second factor, and no session yet. */
  readonly needsCode: boolean;
}

/** How people get in and out of the console. */
export interface PeopleAuth {
  /** The name of the OpenID Connect provider's host, where one is set. */
  readonly oidcName: string | undefined;
  /** Undefined for a cookie that is missing, forged, expired or ended. `renew`: count this as use of the session. */
  findSession(request: AuthRequest, options: { renew: boolean }): Promise<FoundSession | undefined>;
  /** @throws AppError `unauthorized` for any wrong pair, whether somebody has the address or not */
  signIn(request: AuthRequest, credentials: { email: string; password: string }): Promise<SignedIn>;
  readonly secondFactor: SecondFactor;
  /** Ends the request's session. @returns `Set-Cookie` values that remove the cookie */
  signOut(request: AuthRequest): Promise<readonly string[]>;
  /** Of the request's session; all others of that person end. @throws AppError `invalid_input` when the current one is wrong */
  changePassword(request: AuthRequest, change: { current: string; next: string }): Promise<readonly string[]>;
  hashPassword(password: string): Promise<string>;
  /** Where to send the browser, and the `Set-Cookie` values that tie the way back to it. @throws AppError `unavailable`, `not_found` */
  startOidc(request: AuthRequest, returnTo: string): Promise<{ url: string; cookies: readonly string[] }>;
  /** The way back: an answer that sends the browser on, signed in or to the page that says why not. */
  finishOidc(request: AuthRequest, url: string): Promise<Response>;
}
