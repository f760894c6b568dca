import { localPrincipal, type AuditLog, type Logger, type Principal } from "@mcp-tools/core";
import type { KeyRing } from "../keys/create-key-ring.ts";
import type { KeyFinding } from "../keys/key-index.ts";
import { visiblePrefix } from "../keys/key-secret.ts";
import type { ProtectedResourceMetadata, ProtectedResources } from "../oauth/create-protected-resources.ts";
import type { TokenVerdict, TokenVerifier } from "../oauth/create-token-verifier.ts";
import type { Authentication, AuthenticationRequest } from "./authentication.ts";
import { createChallenges } from "./create-challenges.ts";
import { createCredentialThrottle } from "./create-credential-throttle.ts";
import { createRefusalRecord } from "./create-refusal-record.ts";
import { readCredential } from "./read-credential.ts";

/**
 * Who may come without a credential. `open`: everyone on this machine, but a credential that is sent must be good. `keys`:
 * nobody. `off`: everyone, since something in front has asked already; a credential of ours must be good all the same,
 * and one of theirs is not looked at.
 */
export type AuthenticationMode = "open" | "keys" | "off";

/** From a request to who sent it. */
export interface Authenticator {
  /** Without a promise but for a token that has not been seen before, and for a key that is not known yet. Never rejects. */
  authenticate(request: AuthenticationRequest): Authentication | Promise<Authentication>;
  /** The principal as its credential makes it now; undefined when that holds no more. */
  current(principal: Principal): Principal | undefined;
  /** Told once when a key is revoked or expires, or a principal's last token expires: what it holds open should end. */
  onInvalid(listener: (principalId: string) => void): () => void;
  /** RFC 9728's document about the endpoint at this path; undefined where no tokens are accepted. */
  describeResource(path: string, host: string | undefined): ProtectedResourceMetadata | undefined;
  /** Where that document is, for a challenge about this path; undefined where no tokens are accepted. */
  metadataUrl(path: string, host: string | undefined): string | undefined;
  /** Reads the keys. @throws AppError `unavailable` */
  load(): Promise<void>;
  close(): Promise<void>;
}

export interface AuthenticatorDeps {
  readonly mode: AuthenticationMode;
  readonly ring: KeyRing;
  /** Where tokens of an issuer are accepted beside keys. */
  readonly oauth?: { readonly tokens: TokenVerifier; readonly resources: ProtectedResources } | undefined;
  readonly audit: Pick<AuditLog, "record">;
  readonly logger: Logger;
  /** From one network; further ones get 429 for the rest of the minute. Default 30. */
  readonly badCredentialsPerMinute?: number | undefined;
}

interface Bad {
  readonly kind?: "misplaced";
  readonly reason: string;
  readonly secret?: string | undefined;
  /** Whose it is or was. */
  readonly principal?: Principal | undefined;
}

const BAD_CREDENTIALS_PER_MINUTE = 30;
const LOCAL: Authentication = Object.freeze({ kind: "principal", principal: localPrincipal });

const keyReasons = {
  malformed: "the key is not complete, or a character of it is wrong",
  revoked: "the key is not known; it may have been revoked",
  unknown: "the key is not known; it may have been revoked",
  expired: "the key has expired",
  replaced: "the key has been replaced by a newer one",
} as const satisfies Record<Exclude<KeyFinding["kind"], "principal">, string>;

export function createAuthenticator(deps: AuthenticatorDeps): Authenticator {
  const { mode, ring, oauth } = deps;
  const challenges = createChallenges(oauth?.resources);
  const throttle = createCredentialThrottle(deps.badCredentialsPerMinute ?? BAD_CREDENTIALS_PER_MINUTE);
  const refusals = createRefusalRecord(deps);

  function record(request: AuthenticationRequest, { reason, secret = "", principal }: Bad): void {
    const { address, transport, requestId } = request;
    const prefix = visiblePrefix(secret);
    refusals.note({ reason, prefix, principal, address, transport, requestId }, networkOf(request));
  }

  /** The challenge for a bad credential, or for one too many. */
  function refuse(request: AuthenticationRequest, bad: Bad): Authentication {
    record(request, bad);
    return countBad(request) ?? challenges[bad.kind ?? "invalid"](request, bad.reason);
  }

  /** The answer where it is one too many. */
  function countBad(request: AuthenticationRequest): Authentication | undefined {
    const waitMs = throttle.blockedMs(networkOf(request));
    if (waitMs !== undefined) return challenges.tooMany(waitMs);
    throttle.note(networkOf(request));
    return undefined;
  }

  /** A key that is none of ours costs no hash, so that nobody is locked out by others behind the same address. */
  function byKey(request: AuthenticationRequest, secret: string): Authentication | Promise<Authentication> {
    const finding = ring.find(secret, request.address);
    if (finding.kind === "principal") return finding;
    if (finding.kind === "unknown") return byNewKey(request, secret);
    const principal = "principal" in finding ? finding.principal : undefined;
    return refuse(request, { reason: keyReasons[finding.kind], secret, principal });
  }

  /** Another process may have made the key a moment ago, and its owner uses it at once. Counted before: many may wait together. */
  function byNewKey(request: AuthenticationRequest, secret: string): Authentication | Promise<Authentication> {
    const bad: Bad = { reason: keyReasons.unknown, secret };
    const tooMany = countBad(request);
    if (tooMany !== undefined) {
      record(request, bad);
      return tooMany;
    }
    return ring.nextLook().then(() => {
      const finding = ring.find(secret, request.address);
      if (finding.kind === "principal") return finding;
      record(request, bad);
      return challenges.invalid(request, bad.reason);
    });
  }

  function byToken(request: AuthenticationRequest, token: string): Authentication | Promise<Authentication> {
    if (oauth === undefined)
      return mode === "off" ? LOCAL : refuse(request, { reason: "the credential is not a key of this server" });
    const resource = oauth.resources.audience(request.path);
    if (throttle.blockedMs(networkOf(request)) !== undefined) {
      const known = oauth.tokens.recall(token, resource);
      return known === undefined
        ? refuse(request, { reason: "too many wrong credentials came before it" })
        : toAuthentication(request, known);
    }
    const verdict = oauth.tokens.verify(token, resource);
    return verdict instanceof Promise
      ? verdict.then((late) => toAuthentication(request, late))
      : toAuthentication(request, verdict);
  }

  function toAuthentication(request: AuthenticationRequest, verdict: TokenVerdict): Authentication {
    switch (verdict.kind) {
      case "principal":
        return verdict;
      case "insufficient_scope":
        record(request, { reason: "the token has no scope for tools", principal: verdict.principal });
        return challenges.insufficientScope(request);
      case "unavailable":
        return challenges.unavailable();
      case "invalid":
        return refuse(request, { reason: verdict.reason });
    }
  }

  return {
    authenticate(request) {
      const credential = readCredential(request);
      switch (credential.kind) {
        case "none":
          if (mode !== "keys") return LOCAL;
          // Also where a client only asks where to sign in: nobody can tell that from a try.
          record(request, { reason: "no credential was sent" });
          return challenges.missing(request);
        case "key":
          return byKey(request, credential.secret);
        case "token":
          return byToken(request, credential.token);
        case "foreign":
          return mode === "off" ? LOCAL : refuse(request, { reason: credential.reason });
        case "misplaced":
          return refuse(request, credential);
      }
    },
    current(principal) {
      if (principal.kind === "key") return ring.current(principal);
      return principal.kind !== "oauth" || oauth?.tokens.isValid(principal) === true ? principal : undefined;
    },
    onInvalid(listener) {
      const releases = [ring.onInvalid(listener), oauth?.tokens.onInvalid(listener)];
      return () => {
        for (const release of releases) release?.();
      };
    },
    metadataUrl: (path, host) => oauth?.resources.metadataUrl(path, host),
    describeResource: (path, host) => oauth?.resources.metadata(path, host),
    async load() {
      void oauth?.tokens.prepare();
      await ring.load();
    },
    async close() {
      refusals.close();
      oauth?.tokens.close();
      await ring.close();
    },
  };
}

function networkOf({ address = "", network = address }: AuthenticationRequest): string {
  return network;
}
