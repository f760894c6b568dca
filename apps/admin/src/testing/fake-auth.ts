import { AppError } from "@mcp-tools/core";
import { makeBackupCodes } from "../auth/backup-codes.ts";
import type { PeopleAuth } from "../auth/people-auth.ts";
import type { SecondFactor } from "../auth/second-factor.ts";
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
      return { cookies: [`fake-session=${person.id}; Path=/; HttpOnly; SameSite=Strict`], needsCode: false };
    },
    secondFactor: createFakeSecondFactor(),
    signOut: async () => ["fake-session=; Path=/; Max-Age=0"],
    changePassword: async () => [],
    hashPassword: async (password) => fakeHash(password),
    startOidc: () => Promise.reject(new AppError("not_found", "No OpenID Connect provider is set (OIDC_ISSUER).")),
    finishOidc: () => Promise.reject(new AppError("not_found", "No OpenID Connect provider is set (OIDC_ISSUER).")),
  };
}

/** Takes any code. */
function createFakeSecondFactor(): SecondFactor {
  const secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXPJBSW";
  return {
    findHalfWay: async () => undefined,
    finish: async () => [],
    begin: async () => ({
      secret,
      uri: `otpauth://totp/mcp-tools:ada%40example.com?secret=${secret}&issuer=mcp-tools&digits=6&period=30`,
      backupCodes: makeBackupCodes(),
    }),
    confirm: async () => [],
    remove: async () => [],
    renewBackupCodes: async () => makeBackupCodes(),
  };
}
