import { createId, type InvitationStore, type Logger } from "@mcp-tools/core";
import { PASSWORD_CHARS_MAX, PASSWORD_CHARS_MIN } from "@mcp-tools/governance";
import { drizzleAdapter } from "better-auth/adapters/drizzle";
import { APIError } from "better-auth/api";
import { betterAuth } from "better-auth/minimal";
import { genericOAuth } from "better-auth/plugins/generic-oauth";
import { halfWayCookie, secondFactorPlugins } from "./second-factor-plugins.ts";
import { sessionSeconds } from "./session-seconds.ts";

export interface OidcSettings {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string | undefined;
}

export interface LibrarySecret {
  /** Kept beside what is encrypted: says under which. */
  readonly version: number;
  readonly value: string;
}

export interface LibraryOptions {
  /** The console's origin as people see it: `https://console.example.com`. */
  readonly origin: string;
  /** The first signs cookies and encrypts; what was encrypted under the others can still be read. */
  readonly secrets: readonly LibrarySecret[];
  readonly log: Logger;
  readonly invitations: Pick<InvitationStore, "claim">;
  readonly oidc: OidcSettings | undefined;
  /** After a session by OpenID Connect was made. */
  onOidcSignIn(personId: string): Promise<void>;
}

/** Carries the caller's address to the library; whatever a client sends under this name is replaced. */
export const addressHeader = "x-mcp-tools-address";
export const oidcProviderId = "oidc";
/** As the sign-in page is told; see its texts. */
export const oidcErrors = { uninvited: "invitation_needed", unverified: "email_not_verified" } as const;

/**
 * better-auth over one database object. Registration is closed: an account is made by a link (see `acceptInvitation`), or, with
 * `oidc`, at the first sign-in of a verified address that was invited. Its own limits and routes are not used: ours stand before it.
 */
export function createLibrary(
  db: object,
  schema: Readonly<Record<string, unknown>>,
  { origin, secrets, log, invitations, oidc, onOidcSignIn }: LibraryOptions,
) {
  const isSecure = origin.startsWith("https:");
  return betterAuth({
    appName: "mcp-tools",
    baseURL: origin,
    basePath: "/api/auth",
    secrets: [...secrets],
    trustedOrigins: [origin],
    database: drizzleAdapter(db as Record<string, unknown>, { provider: "pg", schema, transaction: true }),
    onAPIError: { errorURL: `${origin}/sign-in` },
    telemetry: { enabled: false },
    rateLimit: { enabled: false },
    logger: { level: "warn", log: (level, message) => log.debug({ level }, `sign-in library: ${message}`) },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: PASSWORD_CHARS_MIN,
      maxPasswordLength: PASSWORD_CHARS_MAX * 4,
    },
    session: {
      expiresIn: sessionSeconds.idle,
      updateAge: sessionSeconds.renewal,
      cookieCache: { enabled: false },
    },
    user: { additionalFields: { role: { type: "string", required: false, input: false } } },
    account: {
      updateAccountOnSignIn: false,
      // Nobody can have taken an address before its owner came: accounts are made by invitation only.
      accountLinking: { enabled: true, requireLocalEmailVerified: false },
    },
    advanced: {
      useSecureCookies: false,
      cookiePrefix: isSecure ? "__Host-mcp-tools" : "mcp-tools",
      defaultCookieAttributes: { secure: isSecure, sameSite: "lax", httpOnly: true, path: "/" },
      // The page itself needs no cookie, so that links from elsewhere still work.
      cookies: {
        session_token: { attributes: { sameSite: "strict" } },
        [halfWayCookie]: { attributes: { sameSite: "strict" } },
      },
      ipAddress: { ipAddressHeaders: [addressHeader], ipv6Subnet: 128 },
      database: { generateId: () => createId() },
    },
    plugins: [...secondFactorPlugins(), ...(oidc === undefined ? [] : [oidcPlugin(oidc)])],
    databaseHooks: {
      user: {
        create: {
          async before(user) {
            if (!user.emailVerified)
              throw new APIError("FORBIDDEN", { code: oidcErrors.unverified, message: "The address is not verified." });
            const id = createId();
            const role = await invitations.claim(user.email, id);
            if (role === undefined)
              throw new APIError("FORBIDDEN", { code: oidcErrors.uninvited, message: "Nobody invited this address." });
            return { data: { ...user, id, role } };
          },
        },
      },
      account: {
        create: {
          // Whoever signs in gives us their name, not the right to act for them elsewhere.
          before: async (account) => ({
            data: { ...account, accessToken: null, refreshToken: null, idToken: null },
          }),
        },
      },
      session: {
        create: {
          async after({ userId }) {
            if (oidc !== undefined) await onOidcSignIn(userId);
          },
        },
      },
    },
  });
}

export type Library = ReturnType<typeof createLibrary>;

function oidcPlugin({ issuer, clientId, clientSecret }: OidcSettings) {
  return genericOAuth({
    config: [
      {
        providerId: oidcProviderId,
        discoveryUrl: `${issuer}/.well-known/openid-configuration`,
        clientId,
        ...(clientSecret === undefined ? { tokenEndpointAuth: { method: "none" as const } } : { clientSecret }),
        scopes: ["openid", "email", "profile"],
        pkce: true,
        requireIdTokenVerification: true,
      },
    ],
  });
}
