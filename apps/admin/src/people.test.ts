import { createId } from "@mcp-tools/core";
import { can, changeRole, operator, roles, type Role } from "@mcp-tools/governance";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { cookieOf, goodPassword, openConsole, type OpenConsole } from "./testing/open-console.ts";

// Hashing a password takes a while by intention, and longer on a busy machine.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

let the: OpenConsole;
beforeAll(async () => {
  the = await openConsole();
});
afterAll(() => the.close());
afterEach(async () => {
  the.rows.length = 0;
  await the.database.use(({ sql }) => sql`truncate people, invitations, api_tokens, people_rate_limits cascade`);
});

const idOf = async (email: string) => (await the.platform.people.find(email))?.id ?? "";
const actions = () => the.rows.map(({ action, outcome }) => `${action} ${outcome}`);

describe("another site", () => {
  const foreign = { "sec-fetch-site": "cross-site", origin: "https://evil.example" };
  test.for([
    { name: "from another site", headers: foreign },
    {
      name: "from another port of this machine",
      headers: { "sec-fetch-site": "same-site", origin: "http://localhost:3000" },
    },
    { name: "from a page without an origin", headers: { "sec-fetch-site": "cross-site", origin: "null" } },
    { name: "typed by hand", headers: { "sec-fetch-site": "none" } },
    { name: "from an old browser on another site", headers: { "sec-fetch-site": "", origin: "https://evil.example" } },
    { name: "from something that says nothing of itself", headers: { "sec-fetch-site": "" } },
    {
      name: "from another port, said by its Origin only",
      headers: { "sec-fetch-site": "", origin: "http://localhost:3000" },
    },
  ])("cannot change anything with a person's cookie: $name", async ({ headers }) => {
    const cookie = await the.addPerson("ada@example.com", "owner");
    await the.addPerson("bob@example.com", "viewer");
    for (const [method, path, body] of [
      ["POST", "/api/invitations", { email: "eve@example.com", role: "owner" }],
      ["PATCH", `/api/people/${await idOf("bob@example.com")}`, { role: "admin" }],
      ["DELETE", `/api/people/${await idOf("bob@example.com")}`, undefined],
      ["POST", "/api/auth/sign-out", undefined],
      ["POST", "/api/auth/sign-in", { email: "bob@example.com", password: goodPassword }],
    ] as const)
      expect([path, (await the.ask(path, { method, cookie, body, headers })).status]).toEqual([path, 403]);
    expect((await the.platform.people.list()).map(({ role }) => role)).toEqual(["owner", "viewer"]);
    expect((await the.ask("/api/me", { cookie })).status).toBe(200);
  });

  test.for(["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain"])(
    "cannot send a form as %s",
    async (type) => {
      const cookie = await the.addPerson("ada@example.com", "owner");
      const body = JSON.stringify({ email: "eve@example.com", role: "owner" });
      const answer = await the.ask("/api/invitations", { cookie, body, headers: { "content-type": type } });
      expect(answer.status).toBe(415);
      expect(await the.platform.invitations.list()).toEqual([]);
    },
  );

  test("is not what a token or our own page is", async () => {
    const cookie = await the.addPerson("ada@example.com", "owner");
    const token = await the.addToken("ci", "owner");
    const invite = (n: number, how: object) =>
      the.ask("/api/invitations", { body: { email: `p${n}@example.com`, role: "viewer" }, ...how });
    expect((await invite(1, { cookie, headers: { "sec-fetch-site": "", origin: "http://localhost" } })).status).toBe(
      201,
    );
    expect((await invite(2, { token, headers: { "sec-fetch-site": "" } })).status).toBe(201);
    // The header alone counts: no cookie stands in for a token that does not hold.
    expect((await invite(3, { cookie, token: `mcpa_${"x".repeat(43)}`, headers: foreign })).status).toBe(403);
    expect((await invite(4, { cookie, token: `mcpa_${"x".repeat(43)}` })).status).toBe(401);
  });
});

describe("an invitation", () => {
  async function invite(cookie: string, email: string, role: string) {
    const answer = await the.ask("/api/invitations", { cookie, body: { email, role } });
    const made = (await answer.json()) as { link: string; invitation: { id: string } };
    const url = new URL(made.link ?? "http://x/");
    return { status: answer.status, token: url.searchParams.get("token") ?? "", url, ...made };
  }
  const accept = (token: string, more: object = {}) =>
    the.ask("/api/invitations/accept", {
      body: { token, name: "Bob", password: goodPassword, ...more },
      address: the.nextAddress(),
    });

  test("lets one person in, with the address and the role that were said, and once", async () => {
    const ada = await the.addPerson("ada@example.com", "owner");
    const { token, url } = await invite(ada, "Bob@Example.com", "auditor");
    expect(url.pathname).toBe("/invitation");
    expect(await (await the.ask("/api/invitations/look", { body: { token } })).json()).toMatchObject({
      email: "bob@example.com",
      role: "auditor",
    });
    const answer = await accept(token, { email: "eve@example.com", role: "owner" });
    expect(await (await the.ask("/api/me", { cookie: cookieOf(answer) })).json()).toMatchObject({
      email: "bob@example.com",
      role: "auditor",
    });
    expect((await accept(token)).status).toBe(404);
    expect((await the.ask("/api/invitations/look", { body: { token } })).status).toBe(404);
    expect(actions()).toEqual(
      expect.arrayContaining(["person.invite ok", "invitation.accept ok", "invitation refused"]),
    );
    expect(JSON.stringify(the.rows)).not.toContain(token);
  });

  test("that was taken back, is too old, or was replaced is of no use", async () => {
    const ada = await the.addPerson("ada@example.com", "owner");
    const first = await invite(ada, "bob@example.com", "admin");
    const second = await invite(ada, "bob@example.com", "viewer");
    expect((await accept(first.token)).status).toBe(404);
    await the.ask(`/api/invitations/${second.invitation.id}`, { method: "DELETE", cookie: ada });
    expect((await accept(second.token)).status).toBe(404);
    const third = await invite(ada, "bob@example.com", "viewer");
    await the.database.use(({ sql }) => sql`update invitations set expires_at = now() - interval '1 second'`);
    expect((await accept(third.token)).status).toBe(404);
  });

  test("gives nobody more than the inviter has", async () => {
    const admin = await the.addPerson("ada@example.com", "admin");
    expect((await invite(admin, "bob@example.com", "owner")).status).toBe(403);
    expect((await invite(admin, "bob@example.com", "admin")).status).toBe(201);
    const token = await the.ask("/api/tokens", { cookie: admin, body: { name: "mine", role: "owner" } });
    expect(token.status).toBe(403);
  });

  test("is for an address that nobody has", async () => {
    const ada = await the.addPerson("ada@example.com", "owner");
    expect((await invite(ada, "ADA@example.com", "viewer")).status).toBe(409);
    for (const email of ["nobody", "a@b", "a@example.com\r\nBcc: eve@example.com", "<script>@example.com"])
      expect((await invite(ada, email, "viewer")).status).toBe(400);
  });

  test("takes a name with script and line breaks as the text it is", async () => {
    const ada = await the.addPerson("ada@example.com", "owner");
    const { token } = await invite(ada, "bob@example.com", "viewer");
    const name = "<script>alert(1)</script>\r\nSet-Cookie: x=1\u0000";
    const answer = await accept(token, { name });
    expect(answer.status).toBe(204);
    expect(answer.headers.getSetCookie().join()).not.toContain("x=1");
    const me = await the.ask("/api/me", { cookie: cookieOf(answer) });
    expect(me.headers.get("content-type")).toMatch(/^application\/json/);
    expect(await me.json()).toMatchObject({ name: "<script>alert(1)</script> Set-Cookie: x=1" });
  });
});

describe("a role", () => {
  /** A token and a link that somebody has made. */
  async function give(cookie: string, role: Role, email = `${role}@example.com`) {
    const token = await the.ask("/api/tokens", { cookie, body: { name: `${role} for ${email}`, role } });
    const link = await the.ask("/api/invitations", { cookie, body: { email, role } });
    expect([token.status, link.status]).toEqual([201, 201]);
    return {
      secret: ((await token.json()) as { secret: string }).secret,
      link: new URL(((await link.json()) as { link: string }).link).searchParams.get("token") ?? "",
    };
  }
  const statusesOf = async ({ secret, link }: { secret: string; link: string }) => [
    (await the.ask("/api/me", { token: secret })).status,
    (await the.ask("/api/invitations/look", { body: { token: link }, address: the.nextAddress() })).status,
  ];

  test("that was taken away is not kept through a token or an invitation, and comes back with it", async () => {
    const ada = await the.addPerson("ada@example.com", "owner");
    const bob = await the.addPerson("bob@example.com", "owner");
    const path = `/api/people/${await idOf("bob@example.com")}`;
    const given = await give(bob, "owner");
    const change = (role: Role, how: object) => the.ask(path, { method: "PATCH", body: { role }, ...how });
    expect((await change("viewer", { cookie: ada })).status).toBe(200);
    expect((await change("owner", { token: given.secret })).status).toBe(401);
    expect(
      (
        await the.ask("/api/invitations/accept", {
          body: { token: given.link, name: "Bob", password: goodPassword },
          address: the.nextAddress(),
        })
      ).status,
    ).toBe(404);
    expect(await (await the.ask("/api/tokens", { cookie: ada })).json()).toMatchObject({
      tokens: [{ name: "owner for owner@example.com", isSuspended: true }],
    });
    // What was changed by mistake is put right by changing it back.
    expect((await change("owner", { cookie: ada })).status).toBe(200);
    expect(await statusesOf(given)).toEqual([200, 200]);
    expect((await the.ask(path, { method: "DELETE", cookie: ada })).status).toBe(204);
    expect(await statusesOf(given)).toEqual([401, 404]);
  });

  test.for(roles)("of %s keeps what it may give, and nothing else", async (next) => {
    await the.addPerson("ada@example.com", "owner");
    const bob = await the.addPerson("bob@example.com", "owner");
    const given = await Promise.all(roles.map(async (role) => ({ role, ...(await give(bob, role)) })));
    await changeRole(the.platform, operator, { person: "bob@example.com", role: next });
    for (const { role, ...one } of given) {
      const isGiven = role !== "owner" || next === "owner";
      expect([role, ...(await statusesOf(one))]).toEqual([
        role,
        can(next, "tokens.write") && isGiven ? 200 : 401,
        can(next, "people.write") && isGiven ? 200 : 404,
      ]);
    }
  });

  test("that was taken away is not kept through what a token of theirs made", async () => {
    const ada = await the.addPerson("ada@example.com", "owner");
    const bob = await the.addPerson("bob@example.com", "admin");
    const { secret } = await give(bob, "admin");
    const made = await the.ask("/api/invitations", { token: secret, body: { email: "b@example.com", role: "admin" } });
    const link = new URL(((await made.json()) as { link: string }).link).searchParams.get("token") ?? "";
    const again = await the.ask("/api/tokens", { token: secret, body: { name: "again", role: "admin" } });
    const child = { link, secret: ((await again.json()) as { secret: string }).secret };
    expect(await statusesOf(child)).toEqual([200, 200]);
    const path = `/api/people/${await idOf("bob@example.com")}`;
    expect((await the.ask(path, { method: "PATCH", cookie: ada, body: { role: "viewer" } })).status).toBe(200);
    expect(await statusesOf(child)).toEqual([401, 404]);
    expect((await the.ask(path, { method: "DELETE", cookie: ada })).status).toBe(204);
    expect(await statusesOf(child)).toEqual([401, 404]);
    expect(await (await the.ask("/api/tokens", { cookie: ada })).json()).toMatchObject({
      tokens: [
        { name: "again", revokedAt: expect.any(Number) },
        { name: "admin for admin@example.com", revokedAt: expect.any(Number) },
      ],
    });
  });

  test("that was taken away is gone with the next request", async () => {
    const ada = await the.addPerson("ada@example.com", "owner");
    const bob = await the.addPerson("bob@example.com", "admin");
    expect((await the.ask("/api/people", { cookie: bob })).status).toBe(200);
    const path = `/api/people/${await idOf("bob@example.com")}`;
    expect((await the.ask(path, { method: "PATCH", cookie: ada, body: { role: "viewer" } })).status).toBe(200);
    expect((await the.ask("/api/people", { cookie: bob })).status).toBe(403);
    expect(actions()).toEqual(expect.arrayContaining(["person.role ok", "refused refused"]));
    expect((await the.ask(path, { method: "DELETE", cookie: ada })).status).toBe(204);
    expect((await the.ask("/api/me", { cookie: bob })).status).toBe(401);
    expect((await the.signIn("bob@example.com")).status).toBe(401);
  });

  test("of the last owner stays, and an admin cannot touch an owner", async () => {
    const ada = await the.addPerson("ada@example.com", "owner");
    const bob = await the.addPerson("bob@example.com", "admin");
    const path = `/api/people/${await idOf("ada@example.com")}`;
    const demote = (cookie: string) => the.ask(path, { method: "PATCH", cookie, body: { role: "viewer" } });
    expect((await demote(ada)).status).toBe(409);
    expect((await the.ask(path, { method: "DELETE", cookie: ada })).status).toBe(409);
    expect((await demote(bob)).status).toBe(403);
    expect((await the.ask(path, { method: "DELETE", cookie: bob })).status).toBe(403);
    const self = `/api/people/${await idOf("bob@example.com")}`;
    expect((await the.ask(self, { method: "PATCH", cookie: bob, body: { role: "owner" } })).status).toBe(403);
    await the.addPerson("carol@example.com", "owner");
    expect((await demote(ada)).status).toBe(200);
  });

  test("that is none in the database gives nothing", async () => {
    const ada = await the.addPerson("ada@example.com", "owner");
    await the.database.use(({ sql }) => sql`update people set role = 'root'`);
    expect((await the.ask("/api/me", { cookie: ada })).status).toBe(401);
  });
});

describe("a token for scripts", () => {
  test("acts with its role until it is revoked, which holds from the next request on", async () => {
    const ada = await the.addPerson("ada@example.com", "owner");
    const made = await the.ask("/api/tokens", {
      cookie: ada,
      body: { name: "ci", role: "auditor", expiresInDays: 90 },
    });
    expect(made.status).toBe(201);
    const { token, secret } = (await made.json()) as { secret: string; token: { id: string; prefix: string } };
    expect(secret).toMatch(/^mcpa_[\w-]{43}$/);
    expect(secret.startsWith(token.prefix)).toBe(true);
    expect(await (await the.ask("/api/me", { token: secret })).json()).toMatchObject({
      id: `token:${token.id}`,
      kind: "token",
      name: "ci",
      role: "auditor",
    });
    expect((await the.ask("/api/people", { token: secret })).status).toBe(200);
    expect(
      (await the.ask("/api/invitations", { token: secret, body: { email: "b@example.com", role: "viewer" } })).status,
    ).toBe(403);
    expect((await the.ask(`/api/tokens/${token.id}`, { method: "DELETE", cookie: ada })).status).toBe(204);
    expect((await the.ask("/api/me", { token: secret })).status).toBe(401);
    expect(actions()).toEqual(expect.arrayContaining(["token.create ok", "token.revoke ok"]));
    expect(JSON.stringify(the.rows)).not.toContain(secret);
  });

  test("has the person who made it behind it", async () => {
    const ada = await the.addPerson("ada@example.com", "owner");
    const { secret } = (await (
      await the.ask("/api/tokens", { cookie: ada, body: { name: "ci", role: "admin" } })
    ).json()) as {
      secret: string;
    };
    const headers = new Headers({ authorization: `Bearer ${secret}` });
    const identity = await the.access.identifier.identify(
      { headers, address: undefined, requestId: createId() },
      { renew: false },
    );
    expect(identity?.actor.principal).toMatchObject({
      kind: "token",
      personId: `user:${await idOf("ada@example.com")}`,
    });
  });

  test("that a token made has the first of them behind it, and is revoked with it", async () => {
    const root = await the.addToken("root", "admin");
    const ada = await the.addPerson("ada@example.com", "owner");
    const rootId = (await the.platform.apiTokens.list())[0]?.id ?? "";
    const make = async (token: string, name: string) =>
      ((await (await the.ask("/api/tokens", { token, body: { name, role: "admin" } })).json()) as { secret: string })
        .secret;
    const child = await make(root, "child");
    const grandchild = await make(child, "grandchild");
    for (const secret of [child, grandchild]) {
      const headers = new Headers({ authorization: `Bearer ${secret}` });
      const request = { headers, address: undefined, requestId: createId() };
      const identity = await the.access.identifier.identify(request, { renew: false });
      expect(identity?.actor.principal).toMatchObject({ kind: "token", personId: `token:${rootId}` });
    }
    expect((await the.ask(`/api/tokens/${rootId}`, { method: "DELETE", cookie: ada })).status).toBe(204);
    for (const token of [root, child, grandchild]) expect((await the.ask("/api/me", { token })).status).toBe(401);
    const row = the.rows.find(({ action }) => action === "token.revoke");
    expect(JSON.parse(row?.arguments ?? "")).toMatchObject({ revoked: ["child", "grandchild"] });
  });

  test("that is made up, cut, expired or sent in another way is none", async () => {
    const secret = await the.addToken("ci", "owner");
    for (const authorization of [
      `Bearer ${secret.slice(0, -1)}`,
      `Bearer ${secret}x`,
      `Basic ${secret}`,
      `Bearer mcpt_${secret.slice(5)}`,
      `Bearer mcpa_${"a".repeat(43)}`,
      `Bearer ' or 1=1 --`,
      "Bearer",
      "",
    ])
      expect([authorization, (await the.ask("/api/me", { headers: { authorization } })).status]).toEqual([
        authorization,
        401,
      ]);
    expect((await the.ask(`/api/me?token=${secret}`)).status).toBe(401);
    await the.database.use(({ sql }) => sql`update api_tokens set expires_at = now() - interval '1 second'`);
    expect((await the.ask("/api/me", { token: secret })).status).toBe(401);
  });

  test("says when it was used, without a write for each use", async () => {
    const token = await the.addToken("ci", "viewer");
    for (let n = 0; n < 20; n++) await the.ask("/api/me", { token });
    await the.access.identifier.close();
    const [kept] = await the.platform.apiTokens.list();
    expect(Date.now() - (kept?.lastUsedAt ?? 0)).toBeLessThan(10_000);
  });
});

describe("the live stream", () => {
  test.for([
    {
      name: "its session was ended",
      end: async () => void (await the.platform.people.endSessions(await idOf("bob@example.com"))),
    },
    {
      name: "the role was changed",
      end: async () => void (await changeRole(the.platform, operator, { person: "bob@example.com", role: "viewer" })),
    },
  ])("ends when $name", async ({ end }) => {
    await the.addPerson("ada@example.com", "owner");
    const bob = await the.addPerson("bob@example.com", "auditor");
    const answer = await the.ask("/api/events", { cookie: bob });
    const reader = (answer.body as ReadableStream<Uint8Array>).getReader();
    await reader.read();
    await end();
    const ended = (async () => {
      while (!(await reader.read()).done);
      return "ended";
    })();
    expect(await ended).toBe("ended");
  });
});

test("a database that is gone is a 503, not a sign-out", async () => {
  const gone = await openConsole();
  const cookie = await gone.addPerson("ada@example.com", "owner");
  await gone.close();
  for (const path of ["/api/me", "/api/auth/state"]) {
    const answer = await gone.ask(path, { cookie });
    expect([path, answer.status]).toEqual([path, 503]);
  }
  expect((await gone.signIn("ada@example.com")).status).toBe(503);
});
