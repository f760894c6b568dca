import { createHash, randomUUID } from "node:crypto";
import { AppError, createId, silentLogger, type PersonChange } from "@mcp-tools/core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { postgresKinds, type TestServer } from "../../test/testing.ts";
import { createLazyDatabase, type LazyDatabase } from "../connection/lazy-database.ts";
import { createApiTokenStore } from "./api-token-store.ts";
import { createAttemptStore } from "./attempt-store.ts";
import { createInvitationStore } from "./invitation-store.ts";
import { createPeopleStore } from "./people-store.ts";

const dayMs = 86_400_000;
/** Whoever runs the command line may do everything. */
const asOperator: PersonChange = { by: { id: "operator", role: "owner" }, check: () => {} };
const hashOf = (text: string) => createHash("sha256").update(text).digest("hex");

for (const kind of postgresKinds) {
  describe.skipIf(kind.isMissing)(`people on ${kind.name}`, () => {
    let server: TestServer;
    let database: LazyDatabase;
    beforeAll(async () => {
      server = await kind.open();
      database = createLazyDatabase({
        databaseUrl: await server.createDatabase(),
        dataDir: "",
        logger: silentLogger,
        applicationName: "test",
      });
    });
    afterAll(async () => {
      await database.close();
      await server.close();
    });
    beforeEach(async () => {
      await database.use(({ sql }) => sql`truncate people, invitations, api_tokens, people_rate_limits cascade`);
    });

    const people = () => createPeopleStore({ database });
    const invitations = () => createInvitationStore({ database });

    function setup(token: string) {
      return invitations().create({
        id: createId(),
        kind: "setup",
        role: "owner",
        createdBy: "system",
        tokenHash: hashOf(token),
        lifetimeMs: dayMs,
      });
    }

    function invite(token: string, email: string, { role = "viewer", createdBy = "operator" } = {}) {
      return invitations().create({
        id: createId(),
        kind: "invitation",
        email,
        role,
        createdBy,
        tokenHash: hashOf(token),
        lifetimeMs: dayMs,
      });
    }

    function redeem(token: string, { email, name = "Ada" }: { email?: string; name?: string } = {}) {
      return invitations().redeem(hashOf(token), { id: createId(), name, email, passwordHash: "salt:hash" });
    }

    async function addPerson(email: string, role: string) {
      await invite(`for ${email}`, email, { role });
      return redeem(`for ${email}`);
    }

    function addSession(personId: string, lifetimeMs = dayMs) {
      const id = createId();
      return database.use(
        ({ sql }) => sql`
          insert into people_sessions (id, expires_at, token, updated_at, user_id, ip_address)
          values (${id}, now() + ${lifetimeMs}::float8 * interval '1 millisecond', ${randomUUID()}, now(), ${personId}, '192.0.2.1')`,
      );
    }

    test("a set-up link makes the owner, and nothing can be done with it again", async () => {
      await setup("first");
      const owner = await redeem("first", { email: "Ada@Example.com", name: "Ada \0 <b>" });
      expect(owner).toMatchObject({
        email: "ada@example.com",
        name: "Ada  <b>",
        role: "owner",
        signsInWith: ["password"],
        hasSecondFactor: false,
      });
      await expect(redeem("first", { email: "eve@example.com" })).rejects.toMatchObject({ code: "not_found" });
      expect(await people().count()).toBe(1);
    });

    function addToken(name: string, createdBy: string, role = "viewer") {
      const token = { id: createId(), name, prefix: "mcpa_x", role, createdBy, hash: hashOf(name) };
      return createApiTokenStore({ database }).create(token);
    }

    test("whoever is removed leaves no token for scripts, and no invitation, that works", async () => {
      await addPerson("ada@example.com", "owner");
      const bob = await addPerson("bob@example.com", "admin");
      const tokens = createApiTokenStore({ database });
      await addToken("nightly", `user:${bob.id}`);
      await addToken("weekly", `user:${bob.id}`);
      await addToken("other", "operator");
      await tokens.revoke("weekly");
      await invite("used", "cyd@example.com", { createdBy: `user:${bob.id}` });
      await redeem("used");
      await invite("back", "bob2@example.com", { createdBy: `user:${bob.id}` });
      await invite("not his", "dan@example.com");
      expect(await people().remove(bob.id, asOperator)).toMatchObject({
        email: "bob@example.com",
        revokedTokens: ["nightly"],
        endedInvitations: ["bob2@example.com"],
      });
      expect(await tokens.findLive(hashOf("nightly"))).toBeUndefined();
      expect(await tokens.findLive(hashOf("other"))).toMatchObject({ name: "other" });
      await expect(redeem("back")).rejects.toMatchObject({ code: "not_found" });
      expect(await invitations().claim("bob2@example.com", "p1")).toBeUndefined();
      expect(await redeem("not his")).toMatchObject({ email: "dan@example.com" });
    });

    test("what somebody who is gone was just making comes to nothing", async () => {
      await addPerson("ada@example.com", "owner");
      const bob = await addPerson("bob@example.com", "admin");
      await people().changeRole(bob.id, "viewer", asOperator);
      const refused = { code: "forbidden" };
      await expect(addToken("late", `user:${bob.id}`)).rejects.toMatchObject(refused);
      await expect(invite("late", "eve@example.com", { createdBy: `user:${bob.id}` })).rejects.toMatchObject(refused);
      await people().remove(bob.id, asOperator);
      await expect(addToken("late", `user:${bob.id}`)).rejects.toMatchObject(refused);
      expect(await createApiTokenStore({ database }).list()).toEqual([]);
    });

    test("a newer invitation ends one whose maker may not give it at present", async () => {
      await addPerson("ada@example.com", "owner");
      const bob = await addPerson("bob@example.com", "owner");
      await invite("first", "cyd@example.com", { role: "owner", createdBy: `user:${bob.id}` });
      await people().changeRole(bob.id, "admin", asOperator);
      expect(await invitations().list()).toEqual([]);
      await invite("second", "cyd@example.com");
      await people().changeRole(bob.id, "owner", asOperator);
      await expect(redeem("first")).rejects.toMatchObject({ code: "not_found" });
    });

    test("a token that is revoked takes along what it made", async () => {
      const tokens = createApiTokenStore({ database });
      const parent = await addToken("parent", "operator", "admin");
      await addToken("child", `token:${parent.id}`);
      await addToken("other", "operator");
      await invite("by token", "eve@example.com", { createdBy: `token:${parent.id}` });
      expect(await tokens.findLive(hashOf("child"))).toMatchObject({ name: "child" });
      expect(await tokens.revoke("parent")).toMatchObject({
        name: "parent",
        revokedTokens: ["child"],
        endedInvitations: ["eve@example.com"],
      });
      expect(await tokens.findLive(hashOf("child"))).toBeUndefined();
      expect(await tokens.findLive(hashOf("other"))).toBeDefined();
      await expect(redeem("by token")).rejects.toMatchObject({ code: "not_found" });
      await expect(addToken("late", `token:${parent.id}`)).rejects.toMatchObject({ code: "forbidden" });
    });

    test("whoever was demoted or revoked while a request of theirs waited changes nobody any more", async () => {
      const ada = await addPerson("ada@example.com", "owner");
      const bob = await addPerson("bob@example.com", "owner");
      const cyd = await addPerson("cyd@example.com", "viewer");
      const token = await addToken("bob's", `user:${bob.id}`, "owner");
      const as = (id: string, role = "owner"): PersonChange => ({ ...asOperator, by: { id, role } });
      const answers = await Promise.allSettled([
        people().changeRole(bob.id, "viewer", as(`user:${ada.id}`)),
        ...Array.from({ length: 10 }, () => people().changeRole(bob.id, "owner", as(`user:${bob.id}`))),
      ]);
      expect(answers[0]?.status).toBe("fulfilled");
      expect(await people().find(bob.id)).toMatchObject({ role: "viewer" });
      const refused = { code: "forbidden" };
      for (const by of [as(`user:${bob.id}`), as(`token:${token.id}`), as("user:nobody"), as("token:none")]) {
        await expect(people().changeRole(bob.id, "owner", by)).rejects.toMatchObject(refused);
        await expect(people().remove(cyd.id, by)).rejects.toMatchObject(refused);
        await expect(people().resetSecondFactor(cyd.id, by)).rejects.toMatchObject(refused);
      }
      await people().changeRole(bob.id, "owner", asOperator);
      expect(await people().changeRole(cyd.id, "admin", as(`token:${token.id}`))).toMatchObject({
        role: "admin",
        formerRole: "viewer",
      });
    });

    test("what may not be done to somebody as they are by now is not done", async () => {
      await addPerson("ada@example.com", "owner");
      const bob = await addPerson("bob@example.com", "viewer");
      const notToOwners: PersonChange = {
        ...asOperator,
        check({ role }) {
          if (role === "owner") throw new AppError("forbidden", "Not to an owner.");
        },
      };
      const { asked } = await database.use(({ sql }) =>
        sql.begin(async (held) => {
          // As whoever changes people holds it.
          await held`select pg_advisory_xact_lock(${0x70_65_6f})`;
          const tries = Promise.allSettled([
            people().remove(bob.id, notToOwners),
            people().changeRole(bob.id, "viewer", notToOwners),
            people().resetSecondFactor(bob.id, notToOwners),
          ]);
          await expect
            .poll(async () => (await held`select 1 from pg_locks where locktype = 'advisory' and not granted`).length)
            .toBeGreaterThan(0);
          await held`update people set role = 'owner' where id = ${bob.id}`;
          return { asked: tries };
        }),
      );
      const refused = { status: "rejected", reason: { code: "forbidden" } };
      expect(await asked).toMatchObject([refused, refused, refused]);
      expect(await people().find(bob.id)).toMatchObject({ role: "owner" });
    });

    /** As the sign-in library leaves it. */
    async function addSecondFactor(personId: string) {
      await database.use(
        ({ sql }) => sql`
          insert into people_two_factors (id, secret, backup_codes, user_id)
          values (${createId()}, 'sealed', '["sha256:a","sha256:b"]', ${personId})`,
      );
      await database.use(({ sql }) => sql`update people set two_factor_enabled = true where id = ${personId}`);
    }

    test("a code's time step is used up once, with all before it, however many come at once", async () => {
      const ada = await addPerson("ada@example.com", "owner");
      const bob = await addPerson("bob@example.com", "viewer");
      expect(await people().claimCodeStep(ada.id, 100)).toBe(false);
      await addSecondFactor(ada.id);
      await addSecondFactor(bob.id);
      const claims = await Promise.all(Array.from({ length: 20 }, () => people().claimCodeStep(ada.id, 100)));
      expect(claims.filter(Boolean)).toHaveLength(1);
      expect(await people().claimCodeStep(ada.id, 99)).toBe(false);
      expect(await people().claimCodeStep(bob.id, 99)).toBe(true);
      expect(await people().claimCodeStep(ada.id, 101)).toBe(true);
    });

    test("a second factor that is reset goes with the person's sessions, and a person has one at most", async () => {
      const ada = await addPerson("ada@example.com", "owner");
      const bob = await addPerson("bob@example.com", "viewer");
      await addSecondFactor(ada.id);
      await Promise.all([addSession(ada.id), addSession(ada.id), addSession(bob.id)]);
      await expect(addSecondFactor(ada.id)).rejects.toThrow();
      expect(await people().find(ada.id)).toMatchObject({ hasSecondFactor: true });
      expect([await people().backupCodesLeft(ada.id), await people().backupCodesLeft(bob.id)]).toEqual([2, undefined]);
      expect(await people().resetSecondFactor(ada.id, asOperator)).toBe(2);
      expect(await people().find(ada.id)).toMatchObject({ hasSecondFactor: false });
      expect(await people().backupCodesLeft(ada.id)).toBeUndefined();
      expect(await people().sessions(bob.id)).toHaveLength(1);
      await expect(people().resetSecondFactor(ada.id, asOperator)).rejects.toMatchObject({ code: "conflict" });
      await expect(people().resetSecondFactor("nobody", asOperator)).rejects.toMatchObject({ code: "not_found" });
    });

    test("two who use set-up links at the same time make one owner", async () => {
      await setup("first");
      const answers = await Promise.allSettled(
        Array.from({ length: 8 }, (_, n) => redeem("first", { email: `p${n}@example.com` })),
      );
      expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
      expect(await people().list()).toHaveLength(1);
    });

    test("a newer set-up link ends the earlier one; an owner ends them all", async () => {
      await setup("first");
      await setup("second");
      await expect(redeem("first", { email: "eve@example.com" })).rejects.toMatchObject({ code: "not_found" });
      await addPerson("ada@example.com", "owner");
      await expect(redeem("second", { email: "eve@example.com" })).rejects.toMatchObject({ code: "not_found" });
      await expect(setup("third")).rejects.toMatchObject({ code: "conflict" });
    });

    test("an expired link is of no use", async () => {
      await setup("short");
      await invite("late", "bob@example.com");
      await database.use(({ sql }) => sql`update invitations set expires_at = now() - interval '1 second'`);
      await expect(redeem("short", { email: "a@example.com" })).rejects.toMatchObject({ code: "not_found" });
      await expect(redeem("late")).rejects.toMatchObject({ code: "not_found" });
      expect(await invitations().find(hashOf("late"))).toBeUndefined();
      expect(await invitations().list()).toEqual([]);
    });

    test("an invitation is for its address and role, once", async () => {
      const made = await invite("i", "Bob@Example.com", { role: "auditor" });
      expect(made).toMatchObject({ email: "bob@example.com", role: "auditor" });
      expect(made.expiresAt - made.createdAt).toBe(dayMs);
      expect(await redeem("i", { email: "eve@example.com" })).toMatchObject({
        email: "bob@example.com",
        role: "auditor",
      });
      await expect(redeem("i")).rejects.toMatchObject({ code: "not_found" });
      await expect(invite("again", "bob@example.com")).rejects.toMatchObject({ code: "conflict" });
    });

    test("a second invitation for an address ends the first; one that was revoked is of no use", async () => {
      await invite("one", "bob@example.com", { role: "admin" });
      const two = await invite("two", "bob@example.com");
      await expect(redeem("one")).rejects.toMatchObject({ code: "not_found" });
      expect(await invitations().revoke(two.id)).toBe(true);
      expect(await invitations().revoke(two.id)).toBe(false);
      await expect(redeem("two")).rejects.toMatchObject({ code: "not_found" });
    });

    test("an invitation that cannot be used after all is not used up", async () => {
      await invite("i", "bob@example.com");
      await database.use(({ sql }) => sql`insert into people (id, name, email) values ('x', 'X', 'bob@example.com')`);
      await expect(redeem("i")).rejects.toMatchObject({ code: "conflict" });
      expect(await invitations().find(hashOf("i"))).toBeDefined();
    });

    test("a verified address claims its invitation once, and no other", async () => {
      await invite("i", "bob@example.com", { role: "approver" });
      expect(await invitations().claim("eve@example.com", "p1")).toBeUndefined();
      expect(await invitations().claim("Bob@example.com", "p1")).toBe("approver");
      expect(await invitations().claim("bob@example.com", "p2")).toBeUndefined();
    });

    test("the last owner stays one, also when two owners step down at the same time", async () => {
      const owners = [await addPerson("a@example.com", "owner"), await addPerson("b@example.com", "owner")];
      const answers = await Promise.allSettled([
        people().changeRole(owners[0]?.id ?? "", "viewer", asOperator),
        people().remove(owners[1]?.id ?? "", asOperator),
      ]);
      expect(answers.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
      expect((await people().list()).filter(({ role }) => role === "owner")).toHaveLength(1);
      await expect(people().remove("nobody", asOperator)).rejects.toMatchObject({ code: "not_found" });
    });

    test("a person is found by id and by address, and takes their sessions along", async () => {
      const bob = await addPerson("bob@example.com", "viewer");
      await addSession(bob.id);
      await addSession(bob.id);
      await addSession(bob.id, -1);
      expect(await people().find("BOB@example.com")).toMatchObject({ id: bob.id, lastSeenAt: expect.any(Number) });
      const [first, second] = await people().sessions(bob.id);
      expect(first).toMatchObject({ personId: bob.id, address: "192.0.2.1", userAgent: undefined });
      expect(await people().endSessions(bob.id, { only: first?.id })).toBe(1);
      expect(await people().endSessions(bob.id, { except: second?.id })).toBe(0);
      expect(await people().endSessions("somebody else")).toBe(0);
      await people().remove(bob.id, asOperator);
      expect(await people().sessions(bob.id)).toEqual([]);
      expect(await people().find(bob.id)).toBeUndefined();
    });

    test("a token is found while it lives, and says when it was used", async () => {
      const tokens = createApiTokenStore({ database });
      const add = (name: string, secret = name) =>
        tokens.create({
          id: createId(),
          name,
          prefix: "mcpa_12345678",
          role: "admin",
          createdBy: "operator",
          hash: hashOf(secret),
          lifetimeMs: name === "old" ? dayMs : undefined,
        });
      const ci = await add("ci");
      expect((await add("old")).expiresAt).toBeGreaterThan(Date.now());
      await database.use(({ sql }) => sql`update api_tokens set expires_at = now() where name = 'old'`);
      expect(await tokens.findLive(hashOf("ci"))).toEqual(ci);
      expect(await tokens.findLive(hashOf("old"))).toBeUndefined();
      await expect(add("ci")).rejects.toBeInstanceOf(AppError);
      await tokens.touch([ci.id]);
      expect((await tokens.findLive(hashOf("ci")))?.lastUsedAt).toBeGreaterThan(0);
      expect(await tokens.revoke("ci")).toMatchObject({ id: ci.id, revokedAt: expect.any(Number) });
      expect(await tokens.findLive(hashOf("ci"))).toBeUndefined();
      await expect(tokens.revoke(ci.id)).rejects.toMatchObject({ code: "not_found" });
      await add("ci", "another");
      expect((await tokens.list()).map(({ name }) => name).toSorted()).toEqual(["ci", "ci", "old"]);
    });

    test("of a hundred attempts at once as many pass as the window allows, and the others learn when to come back", async () => {
      const attempts = createAttemptStore({ database });
      const rule = { key: "address:192.0.2.1", kind: "window", max: 20, windowMs: 60_000 } as const;
      const answers = await Promise.all(Array.from({ length: 100 }, () => attempts.claim(rule)));
      expect(answers.filter(({ ok }) => ok)).toHaveLength(20);
      const refused = answers.find((answer) => !answer.ok);
      expect(refused).toMatchObject({ ok: false, retryAfterMs: expect.any(Number) });
      if (refused?.ok === false) expect(refused.retryAfterMs).toBeLessThanOrEqual(60_000);
      expect(await attempts.claim({ ...rule, key: "address:192.0.2.2" })).toEqual({ ok: true });
      await shift(60_001);
      expect(await attempts.claim(rule)).toEqual({ ok: true });
    });

    test("after some free attempts the wait doubles up to its limit, until it went well or was quiet", async () => {
      const attempts = createAttemptStore({ database });
      const rule = { key: "a", kind: "backoff", free: 3, firstMs: 10_000, lastMs: 35_000, quietMs: dayMs } as const;
      const wait = async () => {
        const answer = await attempts.claim(rule);
        return answer.ok ? 0 : Math.ceil(answer.retryAfterMs / 5000) * 5;
      };
      for (let n = 0; n < 3; n++) expect(await wait()).toBe(0);
      for (const seconds of [10, 20, 35, 35]) {
        expect(await wait()).toBe(seconds);
        await shift(seconds * 1000);
        expect(await wait()).toBe(0);
      }
      await attempts.forget("a");
      expect(await wait()).toBe(0);
      for (let n = 0; n < 2; n++) await wait();
      expect(await wait()).toBe(10);
      await shift(dayMs);
      for (let n = 0; n < 3; n++) expect(await wait()).toBe(0);
    });

    /** As if this much time had passed. */
    function shift(ms: number) {
      return database.use(({ sql }) => sql`update people_rate_limits set last_request = last_request - ${ms}::bigint`);
    }
  });
}
