import { createHash } from "node:crypto";
import { silentLogger, type AuditRecord, type DerivedKeys } from "@mcp-tools/core";
import {
  createApiTokenStore,
  createAttemptStore,
  createInvitationStore,
  createPeopleDatabase,
  createPeopleStore,
  type LazyDatabase,
} from "@mcp-tools/db";
import { openTestDatabase } from "@mcp-tools/db/testing";
import { createApiToken, invitePerson, operator, type Role } from "@mcp-tools/governance";
import { createAdminApp } from "../app.ts";
import { openAccess } from "../auth/open-access.ts";
import { createFakeDeps } from "./fake-deps.ts";

export interface Ask {
  readonly method?: string;
  readonly cookie?: string | undefined;
  readonly token?: string;
  readonly body?: unknown;
  readonly address?: string;
  /** Replaces what a browser on our own page would send; an empty one takes it away. */
  readonly headers?: Readonly<Record<string, string>>;
}

export const goodPassword = "several unrelated words";

/** The console's API over a real database, with people, sessions and tokens as they are. */
export async function openConsole({
  oidcIssuer,
  adminUrl,
  secretKeys = ["test"],
  database: shared,
}: {
  oidcIssuer?: string;
  adminUrl?: string;
  /** SECRET_KEY, then SECRET_KEYS_OLD; none: a key for this process alone. */
  secretKeys?: readonly string[];
  /** Of another console, whose replica this one is. */
  database?: LazyDatabase;
} = {}) {
  const { database, close } =
    shared === undefined ? await openTestDatabase() : { database: shared, close: async () => {} };
  const rows: AuditRecord[] = [];
  const platform = {
    audit: { record: async (row: AuditRecord) => void rows.push(row) } as never,
    people: createPeopleStore({ database }),
    invitations: createInvitationStore({ database }),
    apiTokens: createApiTokenStore({ database }),
    attempts: createAttemptStore({ database }),
    peopleDatabase: createPeopleDatabase({ database }),
    deriveKeys: () => deriveKeys(secretKeys),
    config: {
      admin: { host: "127.0.0.1", port: 9091, url: adminUrl },
      oidc:
        oidcIssuer === undefined
          ? undefined
          : { issuer: oidcIssuer, clientId: "console", clientSecret: "s".repeat(32) },
    },
  };
  const access = openAccess(platform, silentLogger);
  const app = createAdminApp({
    ...createFakeDeps({ recheckMs: 0 }),
    ...access,
    recheckMs: 0,
    addressOf: (c) => c.req.header("x-test-address") ?? "192.0.2.1",
    networkOf: (c) => c.req.header("x-test-address") ?? "192.0.2.1",
  });

  async function ask(path: string, { method, cookie, token, body, address, headers }: Ask = {}) {
    const all: Record<string, string> = {
      host: "localhost",
      "sec-fetch-site": "same-origin",
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...(cookie === undefined ? {} : { cookie }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(address === undefined ? {} : { "x-test-address": address }),
      ...headers,
    };
    return app.request(path, {
      method: method ?? (body === undefined ? "GET" : "POST"),
      headers: Object.entries(all).filter(([, value]) => value !== ""),
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
  }

  let count = 0;
  /** Each from an address of its own, so that limits count for one test only. */
  const nextAddress = () => `198.51.100.${(count = (count % 250) + 1)}`;

  return {
    ask,
    rows,
    database,
    platform,
    access,
    nextAddress,
    /** Invites somebody, who accepts; @returns their cookie */
    async addPerson(email: string, role: Role): Promise<string> {
      const { token } = await invitePerson(platform, operator, { email, role });
      const body = { token, name: email.split("@")[0], password: goodPassword };
      const answer = await ask("/api/invitations/accept", { body, address: nextAddress() });
      if (answer.status !== 204) throw new Error(await answer.text());
      return cookieOf(answer) ?? "";
    },
    async addToken(name: string, role: Role): Promise<string> {
      return (await createApiToken(platform, operator, { name, role })).secret;
    },
    signIn: (email: string, password = goodPassword, address = nextAddress()) =>
      ask("/api/auth/sign-in", { body: { email, password }, address }),
    async close() {
      await access.close();
      await close();
    },
  };
}

function deriveKeys([current = "made up", ...old]: readonly string[]): DerivedKeys {
  const all = [current, ...old].map((secret) => {
    const key = new Uint8Array(createHash("sha256").update(secret).digest());
    return { id: createHash("sha256").update(key).digest("hex").slice(0, 12), key };
  });
  return { current: all[0] as (typeof all)[number], all, isLasting: current !== "made up" };
}

export type OpenConsole = Awaited<ReturnType<typeof openConsole>>;

/** The session's cookie that an answer sets, as a browser sends it back; undefined when it sets none. */
export function cookieOf(answer: Response): string | undefined {
  const set = answer.headers.getSetCookie().findLast((cookie) => cookie.includes("session_token="));
  return set?.split(";")[0];
}
