import type { AuthRequest } from "./people-auth.ts";

/** A code as somebody typed it: of an authenticator app, or one of the backup codes (by its hash). */
export type GivenCode =
  | { readonly kind: "code"; readonly code: string }
  | { readonly kind: "backup_code"; readonly code: string };

/** What an authenticator app takes, and what replaces it when it is lost. Shown this once. */
export interface Enrolment {
  /** `otpauth://totp/…`, for a QR code. */
  readonly uri: string;
  /** Base 32, to be typed. */
  readonly secret: string;
  readonly backupCodes: readonly string[];
}

/** A person of this session, who proves again who they are. */
export interface Proof {
  readonly personId: string;
  readonly password: string;
  readonly code: GivenCode;
}

/** Time-based codes (RFC 6238) beside the password. Each code counts once, over all replicas. */
export interface SecondFactor {
  /** The id of the person whose password was right just now; undefined where the cookie is missing, forged or too old. */
  findHalfWay(request: AuthRequest): Promise<string | undefined>;
  /**
   * The second step of signing in. @returns `Set-Cookie` values of the new session
   * @throws AppError `unauthorized` for a code that is wrong or was used, `not_found` where the first step is too long ago,
   * `conflict` where the code cannot be checked under this SECRET_KEY
   */
  finish(request: AuthRequest, given: { personId: string; code: GivenCode }): Promise<readonly string[]>;
  /**
   * Makes a secret, which counts from its first code on.
   * @throws AppError `invalid_input` for a wrong password, `conflict` where it is on already, `unavailable` without a lasting key
   */
  begin(request: AuthRequest, given: { personId: string; password: string }): Promise<Enrolment>;
  /**
   * Switches it on. The person's other sessions end: they were begun without it. @returns `Set-Cookie` values of the session
   * @throws AppError `invalid_input` for a wrong code, and where nothing was begun; `conflict` where it is on already
   */
  confirm(
    request: AuthRequest,
    given: { personId: string; sessionId: string; code: GivenCode },
  ): Promise<readonly string[]>;
  /**
   * Switches it off. @returns `Set-Cookie` values of the session
   * @throws AppError `invalid_input` for a wrong password or code, `conflict` where it is off, or as for {@link finish}
   */
  remove(request: AuthRequest, proof: Proof): Promise<readonly string[]>;
  /** New ones, in place of all that there were. @throws AppError as {@link remove} does */
  renewBackupCodes(request: AuthRequest, proof: Proof): Promise<readonly string[]>;
}
