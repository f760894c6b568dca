import { createId } from "@mcp-tools/core";
import type { Role } from "@mcp-tools/governance";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { codeOfStep } from "./auth/code-step.ts";
import { cookieOf, goodPassword, openConsole, type OpenConsole } from "./testing/open-console.ts";

// Hashing a password takes a while by intention, and longer on a busy machine.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

const stepMs = 30_000;
const email = "ada@example.com";

let the: OpenConsole;
beforeAll(async () => {
  the = await openConsole();
  // Codes belong to moments; the database has a clock of its own.
  vi.useFakeTimers({ toFake: ["Date"] });
});
afterAll(async () => {
  vi.useRealTimers();
  await the.close();
});
afterEach(async () => {
  the.rows.length = 0;
  await the.database.use(({ sql }) => sql`truncate people, invitations, api_tokens, people_rate_limits cascade`);
});

/** Somebody's app. Each code it is asked for is a new one: half a minute passes. */
function createApp(secret: string) {
  const key = decodeBase32(secret);
  const codeAt = (away: number) => codeOfStep(key, Math.floor(Date.now() / stepMs) + away);
  return {
    codeAt,
    nextCode() {
      vi.setSystemTime(Date.now() + stepMs);
      return codeAt(0);
    },
  };
}

function decodeBase32(text: string): string {
  const bits = Array.from(text, (one) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(one).toString(2).padStart(5, "0"));
  return Buffer.from(
    bits
      .join("")
      .match(/.{8}/g)
      ?.map((byte) => Number.parseInt(byte, 2)) ?? [],
  ).toString();
}

interface Begun {
  readonly uri: string;
  readonly secret: string;
  readonly backupCodes: readonly string[];
}

const own = "/api/me/second-factor";
const send = (path: string, cookie: string | undefined, body: object, at: OpenConsole = the) =>
  at.ask(path, { cookie, body, address: the.nextAddress() });
const me = (cookie: string | undefined, at: OpenConsole = the) => at.ask("/api/me", { cookie });
const actions = () => the.rows.map(({ action, outcome }) => `${action} ${outcome}`);

async function begin(cookie: string): Promise<Begun> {
  const answer = await send(own, cookie, { password: goodPassword });
  expect(answer.status).toBe(200);
  return (await answer.json()) as Begun;
}

/** Somebody with a second factor; @returns their session, their app and backup codes. */
async function enrol(address = email, role: Role = "owner") {
  const first = await the.addPerson(address, role);
  const { secret, backupCodes } = await begin(first);
  const app = createApp(secret);
  const answer = await send(`${own}/confirm`, first, { code: app.nextCode() });
  expect(answer.status).toBe(204);
  const cookie = cookieOf(answer) ?? "";
  the.rows.length = 0;
  return { cookie, app, secret, backupCodes };
}

/** The first step. @returns the cookie that waits for a code */
async function halfWay(address = email, at: OpenConsole = the): Promise<string> {
  const answer = await at.signIn(address, goodPassword, the.nextAddress());
  expect(answer.status).toBe(200);
  return halfWayOf(answer);
}

function halfWayOf(answer: Response): string {
  return (
    answer.headers
      .getSetCookie()
      .find((cookie) => cookie.includes("two_factor="))
      ?.split(";")[0] ?? ""
  );
}

const finish = (cookie: string, code: string, at: OpenConsole = the) =>
  send("/api/auth/sign-in/code", cookie, { code }, at);
const state = async (cookie: string) => (await the.ask(own, { cookie })).json();

describe("switching it on", () => {
  test("takes the password and the first code, and from then on signing in takes a code", async () => {
    const other = await the.addPerson(email, "owner");
    const first = cookieOf(await the.signIn(email)) ?? "";
    expect(await state(first)).toEqual({ state: "off" });
    const { uri, secret, backupCodes } = await begin(first);
    expect(uri).toBe(`otpauth://totp/mcp-tools:ada%40example.com?secret=${secret}&issuer=mcp-tools&digits=6&period=30`);
    expect(secret).toMatch(/^[A-Z2-7]{32,}$/);
    expect(new Set(backupCodes).size).toBe(10);
    // Nothing is on yet.
    expect(await state(first)).toEqual({ state: "off" });
    expect((await the.signIn(email)).status).toBe(204);

    const app = createApp(secret);
    expect((await send(`${own}/confirm`, first, { code: app.codeAt(5) })).status).toBe(400);
    expect(await state(first)).toEqual({ state: "off" });
    the.rows.length = 0;
    const answer = await send(`${own}/confirm`, first, { code: app.nextCode() });
    expect(answer.status).toBe(204);
    const cookie = cookieOf(answer) ?? "";
    expect(await state(cookie)).toEqual({ state: "on", backupCodesLeft: 10 });
    expect(await the.platform.people.find(email)).toMatchObject({ hasSecondFactor: true });
    expect([(await me(other)).status, (await me(first)).status, (await me(cookie)).status]).toEqual([401, 401, 200]);
    expect(actions()).toEqual(["second_factor.on ok"]);
    expect((await send(own, cookie, { password: goodPassword })).status).toBe(409);

    // The code that switched it on lets nobody in.
    const waiting = await halfWay();
    expect((await finish(waiting, app.codeAt(0))).status).toBe(401);
    expect((await finish(waiting, app.nextCode())).status).toBe(204);
  });

  test("is refused with a wrong password, to a token, and without a password here", async () => {
    const cookie = await the.addPerson(email, "owner");
    expect((await send(own, cookie, { password: "not the right one" })).status).toBe(400);
    expect(actions()).toContain("second_factor.on refused");
    const token = await the.addToken("ci", "owner");
    for (const [method, path] of [
      ["GET", own],
      ["POST", own],
    ] as const) {
      const body = method === "POST" ? { body: { password: goodPassword } } : {};
      expect((await the.ask(path, { token, method, ...body })).status).toBe(404);
    }
    await the.database.use(({ sql }) => sql`update people_accounts set provider_id = 'oidc', password = null`);
    expect(await state(cookie)).toEqual({ state: "elsewhere" });
    expect((await send(own, cookie, { password: goodPassword })).status).toBe(409);
  });

  test("begun twice counts the newer secret only, and two at once leave one", async () => {
    const cookie = await the.addPerson(email, "owner");
    const earlier = createApp((await begin(cookie)).secret);
    const later = createApp((await begin(cookie)).secret);
    expect((await send(`${own}/confirm`, cookie, { code: earlier.nextCode() })).status).toBe(400);
    await the.database.use(({ sql }) => sql`delete from people_two_factors`);
    const both = await Promise.all([1, 2].map(() => send(own, cookie, { password: goodPassword })));
    expect(both.map(({ status }) => status)).toEqual([200, 200]);
    const [kept] = await the.database.use(({ sql }) => sql`select count(*)::int as count from people_two_factors`);
    expect(kept).toEqual({ count: 1 });
    const newest = createApp((await begin(cookie)).secret);
    expect((await send(`${own}/confirm`, cookie, { code: later.nextCode() })).status).toBe(400);
    expect((await send(`${own}/confirm`, cookie, { code: newest.nextCode() })).status).toBe(204);
  });

  test("is refused while no key lasts that its secret could be encrypted with", async () => {
    const passing = await openConsole({ database: the.database, secretKeys: [] });
    const cookie = await passing.addPerson(email, "owner");
    const answer = await send(own, cookie, { password: goodPassword }, passing);
    expect(answer.status).toBe(503);
    expect(await answer.text()).toContain("SECRET_KEY");
    await passing.close();
  });
});

describe("signing in", () => {
  test("makes no session before the code, and says by what it was done", async () => {
    const { app } = await enrol();
    const sessions = () => the.database.use(({ sql }) => sql`select 1 from people_sessions`);
    const before = (await sessions()).length;
    const answer = await the.signIn(email);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({ needs: "code", withinSeconds: 300 });
    expect(cookieOf(answer)).toMatch(/session_token=$/);
    expect(answer.headers.getSetCookie().find((cookie) => cookie.includes("two_factor="))).toMatch(
      /^mcp-tools\.two_factor=.*Max-Age=300; Path=\/; HttpOnly; SameSite=Strict$/,
    );
    expect((await sessions()).length).toBe(before);
    const signedIn = await finish(halfWayOf(answer), app.nextCode());
    expect(signedIn.status).toBe(204);
    expect(signedIn.headers.getSetCookie().join("\n")).toMatch(/session_token=[^;]+;.*HttpOnly; SameSite=Strict/);
    expect((await me(cookieOf(signedIn))).status).toBe(200);
    expect(
      the.rows.map(({ action, outcome, principalName, arguments: text }) => [action, outcome, principalName, text]),
    ).toEqual([["sign_in", "ok", email, '{"by":"password","second":"code"}']]);
  });

  test("a code counts once, also a little later and on another replica", async () => {
    const { app } = await enrol();
    const replica = await openConsole({ database: the.database });
    const code = app.nextCode();
    expect((await finish(await halfWay(), code)).status).toBe(204);
    const again = await finish(await halfWay(email, replica), code, replica);
    expect(again.status).toBe(401);
    expect(await again.text()).toContain("used already");
    // The code before it is as old as one that was used.
    expect((await finish(await halfWay(), app.codeAt(-1))).status).toBe(401);
    await replica.close();
    expect(actions()).toEqual(["sign_in ok", "sign_in.code refused"]);
    expect(JSON.stringify([...the.rows, ...replica.rows])).not.toContain(code);
  });

  test("of several who bring the same code at the same time one comes in", async () => {
    // Their own address: a process remembers who has to wait, by a clock that no test sets.
    const several = "several@example.com";
    const { app } = await enrol(several);
    const waiting = [await halfWay(several), await halfWay(several), await halfWay(several), await halfWay(several)];
    const code = app.nextCode();
    const answers = await Promise.all([...waiting, ...waiting].map((cookie) => finish(cookie, code)));
    expect(answers.filter(({ ok }) => ok).map(({ status }) => status)).toEqual([204]);
    expect(answers.filter(({ status }) => status >= 500)).toEqual([]);
  });

  test("a backup code lets in once, however it is typed, and leaves nine", async () => {
    const { backupCodes } = await enrol();
    const [code = "", second = ""] = backupCodes;
    const answer = await finish(await halfWay(), ` ${code.toUpperCase().replaceAll("-", " ")} `);
    expect(answer.status).toBe(204);
    expect(await state(cookieOf(answer) ?? "")).toEqual({ state: "on", backupCodesLeft: 9 });
    expect((await finish(await halfWay(), code)).status).toBe(401);
    expect((await finish(await halfWay(), second)).status).toBe(204);
    expect(actions()).toEqual(["sign_in ok", "sign_in.code refused", "sign_in ok"]);
    expect(the.rows[0]?.arguments).toBe('{"by":"password","second":"backup_code"}');
    const stored = await the.database.use(({ sql }) => sql`select backup_codes, secret from people_two_factors`);
    expect(JSON.stringify([stored, the.rows])).not.toContain(second);
  });

  test("of several who bring the same backup code at the same time one comes in", async () => {
    const { backupCodes } = await enrol();
    const waiting = [await halfWay(), await halfWay(), await halfWay(), await halfWay()];
    const answers = await Promise.all(waiting.map((cookie) => finish(cookie, backupCodes[0] ?? "")));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([204, 401, 401, 401]);
  });

  test("codes cannot be guessed: after a few it takes a wait, that a right password does not end", async () => {
    // Their own address, too.
    const guessed = "guessed@example.com";
    const { app, backupCodes } = await enrol(guessed);
    const rights = new Set([-1, 0, 1].map(app.codeAt));
    const wrongs = Array.from({ length: 9 }, (_, n) => String(n).repeat(6)).filter((code) => !rights.has(code));
    const waiting = await halfWay(guessed);
    for (const code of wrongs.slice(0, 5)) expect((await finish(waiting, code)).status).toBe(401);
    const tooMany = await finish(waiting, wrongs[5] ?? "");
    expect(tooMany.status).toBe(429);
    expect(Number(tooMany.headers.get("retry-after"))).toBeGreaterThanOrEqual(1);
    // As after some more of them, each after its wait. Until the present one is over the process asks nobody.
    await new Promise((resolve) => setTimeout(resolve, 1100));
    await the.database.use(({ sql }) => sql`update people_rate_limits set count = 20 where key like 'code:%'`);
    const hour = await finish(await halfWay(guessed), app.nextCode());
    expect(hour.status).toBe(429);
    expect(Number(hour.headers.get("retry-after"))).toBeGreaterThan(3500);
    expect(actions()).toContain("sign_in.throttled refused");
    // Which cannot be guessed, and so are counted apart.
    expect((await finish(await halfWay(guessed), backupCodes[0] ?? "")).status).toBe(204);
  });

  test("the cookie between the two steps opens nothing else", async () => {
    await enrol();
    const waiting = await halfWay();
    const { paths } = (await (
      await the.ask("/api/openapi.json", { token: await the.addToken("ci", "owner") })
    ).json()) as {
      paths: Record<string, Record<string, { "x-permission": string }>>;
    };
    const guarded = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods)
        .filter(([, { "x-permission": needed }]) => needed !== "public")
        .map(([method]) => [method.toUpperCase(), path.replaceAll(/{\w+}/g, createId())] as const),
    );
    expect(guarded.length).toBeGreaterThan(50);
    for (const [method, path] of guarded)
      expect([path, (await the.ask(path, { method, cookie: waiting })).status]).toEqual([path, 401]);
    const [name = "", value = ""] = waiting.split("=");
    expect((await me(`${name.replace("two_factor", "session_token")}=${value}`)).status).toBe(401);
  });

  test("the cookie between the two steps is of no use when it is forged, too old, or was used", async () => {
    const { app } = await enrol();
    expect((await finish("", app.nextCode())).status).toBe(404);
    const waiting = await halfWay();
    expect((await finish(`${waiting.slice(0, -6)}AAAAAA`, app.nextCode())).status).toBe(404);
    await the.database.use(({ sql }) => sql`update people_verifications set expires_at = now() - interval '1 second'`);
    vi.setSystemTime(Date.now());
    expect((await finish(waiting, app.nextCode())).status).toBe(404);
    const fresh = await halfWay();
    expect((await finish(fresh, app.nextCode())).status).toBe(204);
    expect((await finish(fresh, app.nextCode())).status).toBe(404);
  });

  test("with the cookie of another person's session it is still the one who gave the password", async () => {
    const { app } = await enrol();
    const bob = await the.addPerson("bob@example.com", "viewer");
    const answer = await finish(`${bob}; ${await halfWay()}`, app.nextCode());
    expect(answer.status).toBe(204);
    expect(await (await me(cookieOf(answer))).json()).toMatchObject({ email });
  });

  test.for(["", "12345", "1234567", "zzzz-zzzz-zzzz-uuuu", "x".repeat(65)])("%j is no code", async (code) => {
    expect((await finish("", code)).status).toBe(400);
  });

  test("over https the cookie between the steps is bound to the host, too", async () => {
    await enrol();
    const https = await openConsole({ adminUrl: "https://console.example.com", database: the.database });
    const set = (await https.signIn(email)).headers.getSetCookie().find((cookie) => cookie.includes("two_factor="));
    expect(set).toMatch(/^__Host-mcp-tools\.two_factor=.*Path=\/.*Secure/);
    await https.close();
  });
});

describe("switching it off, and new backup codes", () => {
  test.for(["remove", "backup-codes"])("%s takes password and code, both right", async (what) => {
    const { cookie, app, backupCodes } = await enrol();
    const path = `${own}/${what}`;
    const [first = "", second = ""] = backupCodes;
    expect((await send(path, cookie, { password: "not the right one", code: first })).status).toBe(400);
    expect((await send(path, cookie, { password: goodPassword, code: app.codeAt(7) })).status).toBe(400);
    // A wrong password has used nothing up.
    expect(await state(cookie)).toEqual({ state: "on", backupCodesLeft: 10 });
    const answer = await send(path, cookie, { password: goodPassword, code: second });
    expect(answer.ok).toBe(true);
    const action = what === "remove" ? "second_factor.off" : "second_factor.backup_codes";
    expect(actions()).toEqual([`${action} refused`, `${action} refused`, `${action} ok`]);
    if (what === "remove") {
      expect(await state(cookieOf(answer) ?? "")).toEqual({ state: "off" });
      expect((await the.signIn(email)).status).toBe(204);
      expect((await send(path, cookieOf(answer), { password: goodPassword, code: first })).status).toBe(409);
    } else {
      const renewed = ((await answer.json()) as Begun).backupCodes;
      expect(renewed).toHaveLength(10);
      expect(await state(cookie)).toEqual({ state: "on", backupCodesLeft: 10 });
      expect((await finish(await halfWay(), first)).status).toBe(401);
      expect((await finish(await halfWay(), renewed[0] ?? "")).status).toBe(204);
    }
  });

  test("a code that was used for the one is not taken for the other", async () => {
    const { cookie, app } = await enrol();
    const code = app.nextCode();
    const proof = { password: goodPassword, code };
    expect((await send(`${own}/backup-codes`, cookie, proof)).status).toBe(200);
    expect((await send(`${own}/remove`, cookie, proof)).status).toBe(400);
    expect((await finish(await halfWay(), code)).status).toBe(401);
  });
});

describe("a reset", () => {
  const idOf = async (address: string) => (await the.platform.people.find(address))?.id ?? "";
  const reset = async (cookie: string, address: string) =>
    the.ask(`/api/people/${await idOf(address)}/second-factor`, { method: "DELETE", cookie });

  test("ends the person's sessions, and lets them in with the password alone", async () => {
    const admin = await the.addPerson("root@example.com", "admin");
    const { cookie, app } = await enrol("bob@example.com", "viewer");
    const waiting = await halfWay("bob@example.com");
    expect((await reset(cookie, "root@example.com")).status).toBe(403);
    the.rows.length = 0;
    const answer = await reset(admin, "bob@example.com");
    expect([answer.status, await answer.json()]).toEqual([200, { ended: 1 }]);
    expect(the.rows).toMatchObject([
      { action: "second_factor.reset", outcome: "ok", principalName: "root@example.com" },
    ]);
    expect((await me(cookie)).status).toBe(401);
    expect((await finish(waiting, app.nextCode())).status).toBe(401);
    expect((await the.signIn("bob@example.com")).status).toBe(204);
    expect((await reset(admin, "bob@example.com")).status).toBe(409);
    expect((await reset(admin, "nobody@example.com")).status).toBe(404);
  });

  test("of an owner is for owners, and nobody resets their own", async () => {
    const { cookie } = await enrol();
    const admin = await the.addPerson("root@example.com", "admin");
    expect((await reset(admin, email)).status).toBe(403);
    expect((await reset(cookie, email)).status).toBe(403);
    expect(await state(cookie)).toMatchObject({ state: "on" });
  });
});

describe("another SECRET_KEY", () => {
  test("leaves the backup codes, and says so", async () => {
    const { app, backupCodes } = await enrol();
    const changed = await openConsole({ database: the.database, secretKeys: ["another"] });
    const answer = await finish(await halfWay(email, changed), app.nextCode(), changed);
    expect(answer.status).toBe(409);
    expect(await answer.text()).toContain("Use a backup code");
    expect(changed.rows.map(({ action, outcome }) => `${action} ${outcome}`)).toEqual(["sign_in.code refused"]);
    const entered = await finish(await halfWay(email, changed), backupCodes[0] ?? "", changed);
    expect(entered.status).toBe(204);
    const proof = { password: goodPassword, code: backupCodes[1] };
    expect((await send(`${own}/remove`, cookieOf(entered), proof, changed)).status).toBe(204);
    await changed.close();
  });

  test("with the old one in SECRET_KEYS_OLD changes nothing, and after one code the old one can go", async () => {
    const { app } = await enrol();
    const changing = await openConsole({ database: the.database, secretKeys: ["another", "test"] });
    const changed = await openConsole({ database: the.database, secretKeys: ["another"] });
    expect((await finish(await halfWay(email, changed), app.nextCode(), changed)).status).toBe(409);
    expect((await finish(await halfWay(email, changing), app.nextCode(), changing)).status).toBe(204);
    expect((await finish(await halfWay(email, changed), app.nextCode(), changed)).status).toBe(204);
    await Promise.all([changing.close(), changed.close()]);
  });
});
