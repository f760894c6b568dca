import { AppError, type PeopleDatabase } from "@mcp-tools/core";
import { hashPassword } from "better-auth/crypto";
import { within } from "../overview/within.ts";
import { createGate } from "./create-gate.ts";
import { createLibrary, oidcProviderId, type Library, type LibraryOptions } from "./create-library.ts";
import { createSecondFactor, type SecondFactorDeps } from "./create-second-factor.ts";
import { headersOf, translate, withoutCookies } from "./library-request.ts";
import type { FoundSession, PeopleAuth } from "./people-auth.ts";
import { sessionSeconds } from "./session-seconds.ts";

export interface PeopleAuthOptions extends LibraryOptions, Pick<SecondFactorDeps, "people" | "isKeyLasting"> {
  readonly database: PeopleDatabase;
}

const oidcDeadlineMs = 15_000;
/** A busy machine takes its time for a hash, which is no reason to give the database up. */
const withHash = { timeoutMs: 30_000 };
const gate = { runningMax: 4, waitingMax: 32 };

/** Signs people in by better-auth, one instance for each database object, and one more where OpenID Connect is set. */
export function createPeopleAuth({ database, people, isKeyLasting, ...options }: PeopleAuthOptions): PeopleAuth {
  const local = createInstances({ ...options, oidc: undefined });
  const external = createInstances(options);
  const hashing = createGate(gate);
  const { oidc, log } = options;

  const useLibrary = <T>(work: (library: Library) => Promise<T>, useOptions = {}): Promise<T> =>
    database.use(({ db, schema }) => work(local(db, schema)), useOptions);

  const useHashing = <T>(work: (library: Library) => Promise<T>): Promise<T> =>
    hashing(() => useLibrary(work, withHash));

  const useExternal = async <T>(work: (library: Library) => Promise<T>): Promise<T> => {
    if (oidc === undefined) throw new AppError("not_found", "No OpenID Connect provider is set (OIDC_ISSUER).");
    const { db, schema } = await database.open();
    return within(oidcDeadlineMs, "The identity provider", work(external(db, schema)));
  };

  return {
    oidcName: oidc && new URL(oidc.issuer).host,
    async findSession(request, { renew }) {
      const answer = await useLibrary(
        async ({ api }) => {
          const { headers, response } = await api.getSession({
            headers: headersOf(request),
            query: renew ? {} : { disableRefresh: true },
            returnHeaders: true,
          });
          return { found: response, cookies: headers.getSetCookie() };
        },
        { idempotent: true },
      );
      if (answer.found === null) return undefined;
      const { session, user } = answer.found;
      const endsAt = session.createdAt.getTime() + sessionSeconds.longest * 1000;
      if (Date.now() >= endsAt) {
        await useLibrary(({ api }) => api.signOut({ headers: headersOf(request) }));
        return undefined;
      }
      return {
        id: session.id,
        person: { id: user.id, email: user.email, name: user.name, role: user.role ?? "" },
        expiresAt: Math.min(session.expiresAt.getTime(), endsAt),
        cookies: answer.cookies,
      } satisfies FoundSession;
    },
    signIn: (request, { email, password }) =>
      translate(
        useHashing(async ({ api }) => {
          const { headers, response } = await api.signInEmail({
            body: { email, password },
            headers: withoutCookies(request),
            returnHeaders: true,
          });
          return { cookies: headers.getSetCookie(), needsCode: "twoFactorRedirect" in response };
        }),
        "unauthorized",
        "The address or the password is not right.",
      ),
    secondFactor: createSecondFactor({ people, isKeyLasting, useLibrary, useHashing }),
    signOut: (request) =>
      useLibrary(async ({ api }) => {
        const { headers } = await api.signOut({ headers: headersOf(request), returnHeaders: true });
        return headers.getSetCookie();
      }),
    changePassword: (request, { current, next }) =>
      translate(
        useHashing(async ({ api }) => {
          const { headers } = await api.changePassword({
            body: { currentPassword: current, newPassword: next, revokeOtherSessions: true },
            headers: headersOf(request),
            returnHeaders: true,
          });
          return headers.getSetCookie();
        }),
        "invalid_input",
        "The current password is not right.",
      ),
    hashPassword: (password) => hashing(() => hashPassword(password)),
    startOidc: (request, returnTo) =>
      translate(
        useExternal(async ({ api }) => {
          const { headers, response } = await api.signInSocial({
            body: {
              provider: oidcProviderId,
              callbackURL: returnTo,
              errorCallbackURL: "/sign-in",
              disableRedirect: true,
            },
            headers: withoutCookies(request),
            returnHeaders: true,
          });
          if (response.url === undefined) throw new AppError("unavailable", "The identity provider has no address.");
          return { url: response.url, cookies: headers.getSetCookie() };
        }),
        "unavailable",
        "The identity provider cannot be used now. Whoever runs the console finds more in its log.",
      ),
    finishOidc: async (request, url) => {
      const response = await useExternal((library) =>
        library.handler(new Request(url, { method: "GET", headers: headersOf(request) })),
      );
      if (response.status >= 400) log.warn({ status: response.status }, "way back from the identity provider failed");
      return response;
    },
  };
}

/** Built for a database object, and forgotten with it. */
function createInstances(options: LibraryOptions) {
  const instances = new WeakMap<object, Library>();
  return (db: object, schema: Readonly<Record<string, unknown>>): Library => {
    const known = instances.get(db);
    if (known !== undefined) return known;
    const made = createLibrary(db, schema, options);
    instances.set(db, made);
    return made;
  };
}
