import { makeSetupLink, operator } from "@mcp-tools/governance";
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

async function setupToken(): Promise<string> {
  const { path } = await makeSetupLink(the.platform, operator);
  return new URL(path, "http://x").searchParams.get("token") ?? "";
}

function setUp(token: string, email = "ada@example.com") {
  const body = { token, name: "Ada", email, password: goodPassword };
  return the.ask("/api/setup", { body, address: the.nextAddress() });
}

const me = (cookie: string | undefined) => the.ask("/api/me", { cookie });
const actions = () => the.rows.map(({ action, outcome }) => `${action} ${outcome}`);

describe("the first start", () => {
  test("nothing answers before there is an owner, whatever is sent", async () => {
    expect(await (await the.ask("/api/auth/state")).json()).toEqual({ me: null, setUp: false, oidc: null });
    expect((await the.ask("/api/overview")).status).toBe(401);
    for (const password of ["admin", "admin123", "password", ""])
      expect((await the.signIn("admin@example.com", password || "x")).status).toBe(401);
  });

  test("the set-up link makes the owner, who is signed in", async () => {
    const answer = await setUp(await setupToken(), "Ada@Example.com");
    expect(answer.status).toBe(204);
    expect(await (await me(cookieOf(answer))).json()).toMatchObject({
      kind: "person",
      email: "ada@example.com",
      name: "Ada",
      role: "owner",
      permissions: expect.arrayContaining(["people.write", "policy.write"]),
    });
    expect(actions()).toEqual(["setup.link ok", "setup ok"]);
    expect(JSON.stringify(the.rows)).not.toContain(goodPassword);
  });

  test("a set-up link used twice makes one owner", async () => {
    const token = await setupToken();
    await setUp(token);
    const again = await setUp(token, "eve@example.com");
    expect(again.status).toBe(404);
    expect(await again.json()).toMatchObject({ error: { message: expect.stringContaining("setup-link") } });
    expect(actions()).toContain("setup refused");
    expect(await the.platform.people.count()).toBe(1);
  });

  test("two who use the set-up link at the same time make one owner", async () => {
    const token = await setupToken();
    const answers = await Promise.all([1, 2, 3, 4].map((n) => setUp(token, `p${n}@example.com`)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([204, 404, 404, 404]);
    expect((await the.platform.people.list()).map(({ role }) => role)).toEqual(["owner"]);
  });

  test("a set-up link is of no use after the owner exists, after another was made, or after a day", async () => {
    const earlier = await setupToken();
    const later = await setupToken();
    expect((await setUp(earlier)).status).toBe(404);
    await the.database.use(({ sql }) => sql`update invitations set expires_at = now() - interval '1 second'`);
    expect((await setUp(later)).status).toBe(404);
    const unused = await setupToken();
    await the.addPerson("ada@example.com", "owner");
    expect((await setUp(unused)).status).toBe(404);
    await expect(setupToken()).rejects.toMatchObject({ code: "conflict" });
  });

  test("an invitation is no set-up link", async () => {
    await the.addPerson("ada@example.com", "owner");
    expect((await setUp("x".repeat(43))).status).toBe(404);
  });

  test.for(["short", "passwordpassword", "aaaaaaaaaaaaaaa", "ada@example.com1", "Password-123456", "123456789012"])(
    "the password %s will not do, and the link stays good",
    async (password) => {
      const token = await setupToken();
      const body = { token, name: "Ada", email: "ada@example.com", password };
      const answer = await the.ask("/api/setup", { body, address: the.nextAddress() });
      expect(answer.status).toBe(400);
      expect((await setUp(token)).status).toBe(204);
    },
  );
});

describe("signing in", () => {
  test("takes the right pair and sets a cookie that no script reads and no other site sends", async () => {
    await the.addPerson("ada@example.com", "owner");
    const answer = await the.signIn("ADA@example.com");
    expect(answer.status).toBe(204);
    expect(answer.headers.getSetCookie().join("\n")).toMatch(/^mcp-tools\.session_token=.*HttpOnly; SameSite=Strict/);
    expect((await me(cookieOf(answer))).status).toBe(200);
    expect(the.rows.at(-1)).toMatchObject({
      kind: "access",
      action: "sign_in",
      outcome: "ok",
      principalName: "ada@example.com",
      address: expect.stringContaining("198.51.100."),
    });
  });

  test("tells nothing of who has an account, neither in words nor in time", async () => {
    await the.addPerson("ada@example.com", "owner");
    const time = async (email: string) => {
      const start = performance.now();
      const answer = await the.signIn(email, "wrong wrong wrong");
      const { error } = (await answer.json()) as { error: object };
      return { ms: performance.now() - start, said: [answer.status, { ...error, requestId: undefined }] };
    };
    const known = [await time("ada@example.com"), await time("ada@example.com"), await time("ada@example.com")];
    const unknown = [await time("a@example.com"), await time("b@example.com"), await time("c@example.com")];
    expect(unknown[0]?.said).toEqual(known[0]?.said);
    const least = (times: { ms: number }[]) => Math.min(...times.map(({ ms }) => ms));
    expect(least(unknown)).toBeGreaterThan(least(known) / 4);
    expect(actions().filter((action) => action === "sign_in refused")).toHaveLength(6);
  });

  test(
    "a thousand attempts end in 429 with the time to come back, and cost next to nothing",
    { timeout: 60_000 },
    async () => {
      await the.addPerson("ada@example.com", "owner");
      the.rows.length = 0;
      const start = performance.now();
      const answers = await Promise.all(
        Array.from({ length: 1000 }, (_, n) =>
          the.signIn("ada@example.com", `guess number ${n}`, `203.0.113.${n % 200}`),
        ),
      );
      const refused = answers.filter(({ status }) => status === 429);
      expect(answers.filter(({ status }) => status === 401).length).toBeLessThanOrEqual(10);
      expect(refused.length).toBeGreaterThanOrEqual(990);
      expect(Number(refused[0]?.headers.get("retry-after"))).toBeGreaterThanOrEqual(1);
      expect(the.rows.length).toBeLessThanOrEqual(60);
      // A thousand passwords compared would take a minute of processor time.
      expect(performance.now() - start).toBeLessThan(30_000);
    },
  );

  test("one address cannot go through many accounts", async () => {
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, n) => the.signIn(`p${n}@example.com`, "guess guess guess", "203.0.113.250")),
    );
    expect(answers.filter(({ status }) => status === 401).length).toBeLessThanOrEqual(20);
    expect(answers.filter(({ status }) => status === 429).length).toBeGreaterThanOrEqual(40);
  });

  test("a success forgets the failures before it", async () => {
    await the.addPerson("bob@example.com", "viewer");
    for (let round = 0; round < 3; round++) {
      for (let n = 0; n < 4; n++) expect((await the.signIn("bob@example.com", "wrong wrong wrong")).status).toBe(401);
      expect((await the.signIn("bob@example.com")).status).toBe(204);
    }
  });

  test.for([
    { name: "a very long password", body: { email: "a@example.com", password: "x".repeat(10_000) } },
    { name: "no password", body: { email: "a@example.com" } },
    { name: "a list for an address", body: { email: ["a@example.com"], password: goodPassword } },
    { name: "broken JSON", body: "{" },
  ])("$name is refused before anything is looked up", async ({ body }) => {
    expect((await the.ask("/api/auth/sign-in", { body })).status).toBe(400);
  });
});

describe("a session", () => {
  test("that is forged, of another secret, or cut is none", async () => {
    const cookie = await the.addPerson("ada@example.com", "owner");
    const [name = "", value = ""] = cookie.split("=");
    const [token = ""] = decodeURIComponent(value).split(".");
    for (const forged of ["", "x", token, `${token}.`, `${token}.${"A".repeat(43)}=`, value.slice(0, -4), `${value}x`])
      expect([forged, (await me(`${name}=${encodeURIComponent(decodeURIComponent(forged))}`)).status]).toEqual([
        forged,
        401,
      ]);
    expect((await me(cookie)).status).toBe(200);
  });

  test("that was not used for half a day is over, and so is one of a week", async () => {
    const cookie = await the.addPerson("ada@example.com", "owner");
    await the.database.use(({ sql }) => sql`update people_sessions set created_at = now() - interval '8 days'`);
    expect((await me(cookie)).status).toBe(401);
    const idle = cookieOf(await the.signIn("ada@example.com"));
    await the.database.use(({ sql }) => sql`update people_sessions set expires_at = now() - interval '1 second'`);
    expect((await me(idle)).status).toBe(401);
  });

  test("is renewed while it is used", async () => {
    const cookie = await the.addPerson("ada@example.com", "owner");
    await the.database.use(({ sql }) => sql`update people_sessions set expires_at = now() + interval '1 hour'`);
    const answer = await me(cookie);
    expect(cookieOf(answer)).toBe(cookie);
    expect(((await answer.json()) as { sessionExpiresAt: number }).sessionExpiresAt).toBeGreaterThan(
      Date.now() + 10 * 3_600_000,
    );
  });

  test("is refused at once after signing out, also to whoever kept the cookie", async () => {
    const cookie = await the.addPerson("ada@example.com", "owner");
    expect((await the.ask("/api/auth/sign-out", { method: "POST", cookie })).status).toBe(204);
    expect((await me(cookie)).status).toBe(401);
    expect(actions()).toContain("sign_out ok");
  });

  test("can be listed and ended by its owner, and not by another", async () => {
    const first = await the.addPerson("ada@example.com", "owner");
    const second = cookieOf(await the.signIn("ada@example.com"));
    const bob = await the.addPerson("bob@example.com", "viewer");
    const { sessions } = (await (await the.ask("/api/me/sessions", { cookie: second })).json()) as {
      sessions: { id: string; current: boolean; address: string }[];
    };
    expect(sessions.map(({ current }) => current)).toEqual([true, false]);
    const path = `/api/me/sessions/${sessions[1]?.id}`;
    expect((await the.ask(path, { method: "DELETE", cookie: bob })).status).toBe(404);
    expect((await me(first)).status).toBe(200);
    expect((await the.ask(path, { method: "DELETE", cookie: second })).status).toBe(200);
    expect([(await me(first)).status, (await me(second)).status]).toEqual([401, 200]);
  });

  test("of somebody else is ended by whoever may, and refused from then on", async () => {
    const admin = await the.addPerson("ada@example.com", "admin");
    const bob = await the.addPerson("bob@example.com", "viewer");
    const { id } = (await the.platform.people.find("bob@example.com")) ?? { id: "" };
    const end = (cookie: string) => the.ask(`/api/people/${id}/sessions`, { method: "DELETE", cookie });
    expect((await end(bob)).status).toBe(403);
    expect(await (await end(admin)).json()).toEqual({ ended: 1 });
    expect((await me(bob)).status).toBe(401);
  });

  test("ends everywhere else with a new password", async () => {
    const first = await the.addPerson("ada@example.com", "owner");
    const second = cookieOf(await the.signIn("ada@example.com"));
    const change = (current: string) =>
      the.ask("/api/auth/password", {
        cookie: second,
        body: { current, next: "quite another sentence" },
        address: the.nextAddress(),
      });
    expect((await change("not the current one")).status).toBe(400);
    const answer = await change(goodPassword);
    expect(answer.status).toBe(204);
    expect([(await me(first)).status, (await me(second)).status]).toEqual([401, 401]);
    expect((await me(cookieOf(answer))).status).toBe(200);
    expect((await the.signIn("ada@example.com")).status).toBe(401);
    expect((await the.signIn("ada@example.com", "quite another sentence")).status).toBe(204);
  });
});

test("over https the cookie is bound to the host and never sent in the clear", async () => {
  const https = await openConsole({ adminUrl: "https://console.example.com" });
  try {
    await https.addPerson("ada@example.com", "owner");
    const [cookie] = (await https.signIn("ada@example.com")).headers.getSetCookie();
    expect(cookie).toMatch(/^__Host-mcp-tools\.session_token=.*Path=\/.*Secure/);
    expect(cookie).not.toMatch(/Domain/i);
  } finally {
    await https.close();
  }
});
