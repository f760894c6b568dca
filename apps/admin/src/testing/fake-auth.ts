import { AppError } from "@mcp-tools/core";
import type { PeopleAuth } from "../auth/people-auth.ts";
import { fakeHash, type FakePeople } from "./fake-people.ts";

/** Signs people of `createFakePeople` in with a cookie that is no secret: for looking at pages, and for routes' tests. */
export function createFakeAuth({ people, passwords }: FakePeople): PeopleAuth {
  return {
    oidcName: undefined,
    async findSession({ headers }) {
      const id = /(?:^|; )fake-session=([\w-]+)/.exec(headers.get("cookie") ?? "")?.[1];
      const person = id === undefined ? undefined : await people.find(id);
      return person && { id: `of-${person.id}`, person, expiresAt: Date.now() + 3_600_000, cookies: [] };
    },
    async signIn(_request, { email, password }) {
      const person = await people.find(email);
      if (person === undefined || passwords.get(person.email) !== fakeHash(password))
        throw new AppError("unauthorized", "The address or the password is not right.");
      return [`fake-session=${person.id}; Path=/; HttpOnly; SameSite=Strict`];
    },
    signOut: async () => ["fake-session=; Path=/; Max-Age=0"],
    changePassword: async () => [],
    hashPassword: async (password) => fakeHash(password),
    startOidc: () => Promise.reject(new AppError("not_found", "No OpenID Connect provider is set (OIDC_ISSUER).")),
    finishOidc: () => Promise.reject(new AppError("not_found", "No OpenID Connect provider is set (OIDC_ISSUER).")),
  };
}
