import { localPrincipal, silentLogger, type AuditRecord } from "@mcp-tools/core";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { operator } from "../actor/actor.ts";
import { createKeyRing } from "../keys/create-key-ring.ts";
import { createKeyVerbs } from "../keys/create-key-verbs.ts";
import { createKeySecret } from "../keys/key-secret.ts";
import { createProtectedResources } from "../oauth/create-protected-resources.ts";
import { createTokenVerifier } from "../oauth/create-token-verifier.ts";
import { createMemoryKeyStore } from "../testing/memory-key-store.ts";
import { startIssuer, testAudience, type TestIssuer } from "../testing/start-issuer.ts";
import type { AuthenticationRequest, Challenge } from "./authentication.ts";
import { createAuthenticator, type AuthenticationMode, type Authenticator } from "./create-authenticator.ts";

const publicUrl = "https://tools.example.com";
let issuer: TestIssuer;
const opened: Authenticator[] = [];
beforeAll(async () => {
  issuer = await startIssuer();
});
afterAll(() => issuer.close());
afterEach(async () => {
  vi.useRealTimers();
  for (const authenticator of opened.splice(0)) await authenticator.close();
});

async function open(mode: AuthenticationMode, options: { withIssuer?: boolean; issuerUrl?: string } = {}) {
  const { withIssuer = false, issuerUrl = issuer.url } = options;
  const store = createMemoryKeyStore();
  const rows: AuditRecord[] = [];
  const ring = createKeyRing({ store, changes: store.changes, logger: silentLogger, pollMs: 50 });
  const verbs = createKeyVerbs({ keys: store, audit: { record: () => Promise.resolve() } });
  const { key, secret } = await verbs.create(operator, { name: "ci", grant: { access: ["read"] } });
  const authenticator = createAuthenticator({
    mode,
    ring,
    audit: { record: async (row) => void rows.push(row) },
    logger: silentLogger,
    oauth: withIssuer
      ? {
          tokens: createTokenVerifier({ issuer: issuerUrl, audience: [testAudience], logger: silentLogger }),
          resources: createProtectedResources({ publicUrl, issuer: () => issuerUrl }),
        }
      : undefined,
  });
  await authenticator.load();
  opened.push(authenticator);
  return { authenticator, store, verbs, rows, secret, keyPrincipal: `key:${key.id}` };
}

function requestWith(headers: Record<string, string> = {}, rest: Partial<AuthenticationRequest> = {}) {
  return {
    headers,
    rawHeaders: Object.entries(headers).flat(),
    path: "/mcp",
    query: "",
    transport: "http",
    address: "192.0.2.1",
    ...rest,
  } as const satisfies AuthenticationRequest;
}
const bearer = (credential: string) => ({ authorization: `Bearer ${credential}` });

/** The status, or whose it is. */
async function answer(authenticator: Authenticator, request: AuthenticationRequest): Promise<string | number> {
  const given = await authenticator.authenticate(request);
  return given.kind === "principal" ? given.principal.id : given.status;
}

async function challengeOf(authenticator: Authenticator, request: AuthenticationRequest): Promise<Challenge> {
  const given = await authenticator.authenticate(request);
  if (given.kind !== "challenge") throw new Error(given.principal.id);
  return given;
}

describe.for(["open", "keys", "off"] as const)("AUTH: %s", (mode) => {
  const isClosed = mode === "keys";

  test("without a credential", async () => {
    const { authenticator } = await open(mode);
    expect(await answer(authenticator, requestWith())).toBe(isClosed ? 401 : localPrincipal.id);
  });

  test.for([
    { authorization: "Bearer KEY" },
    { authorization: "bEARER  KEY " },
    { "x-api-key": "KEY" },
    { "x-api-key": "KEY", authorization: "Bearer KEY" },
    { "x-api-key": "KEY", authorization: "" },
  ])("a good key is its principal, at once: %j", async (headers) => {
    const { authenticator, secret, keyPrincipal } = await open(mode);
    const sent = Object.entries(headers).map(([name, value]) => [name, value.replace("KEY", secret)]);
    expect(authenticator.authenticate(requestWith(Object.fromEntries(sent) as never))).toMatchObject({
      kind: "principal",
      principal: { id: keyPrincipal, kind: "key", name: "ci", grant: { access: ["read"] } },
    });
  });

  test("a forged, a mistyped and a revoked key let nobody in, wherever they are sent", async () => {
    const { authenticator, secret, verbs } = await open(mode);
    await verbs.revoke(operator, "ci");
    await expect.poll(() => answer(authenticator, requestWith(bearer(secret)))).toBe(401);
    for (const key of [createKeySecret().secret, `${secret.slice(0, -1)}~`, "mcpt_", secret])
      for (const headers of [bearer(key), { "x-api-key": key }])
        expect(await answer(authenticator, requestWith(headers))).toBe(401);
  });

  test.for([
    { authorization: "Basic YW5uOnNlY3JldA==" },
    { authorization: "Bearer opaque" },
    { authorization: "Bearer a.b.c" },
    { authorization: "Bearer" },
    { authorization: "Bearer " },
    { authorization: `Bearer ${"x".repeat(20_000)}` },
    { "x-api-key": "sk-somebody-else" },
  ])(
    "a credential that is none of ours is refused, but where something in front has asked for it: %j",
    async (headers) => {
      const { authenticator } = await open(mode);
      expect(await answer(authenticator, requestWith(headers as never))).toBe(mode === "off" ? localPrincipal.id : 401);
    },
  );

  test("two credentials are refused, even if one of them is good", async () => {
    const { authenticator, secret } = await open(mode);
    const other = createKeySecret().secret;
    for (const headers of [
      { "x-api-key": secret, authorization: `Bearer ${other}` },
      { "x-api-key": other, authorization: `Bearer ${secret}` },
      { "x-api-key": secret, authorization: "Basic YTpi" },
    ])
      expect(await answer(authenticator, requestWith(headers))).toBe(400);
    // Node shows the first of them only.
    const repeated = { rawHeaders: ["Authorization", `Bearer ${secret}`, "AUTHORIZATION", `Bearer ${other}`] };
    expect(await answer(authenticator, requestWith(bearer(secret), repeated))).toBe(400);
    const twice = { rawHeaders: ["X-API-Key", secret, "x-api-key", secret] };
    expect(await answer(authenticator, requestWith({ "x-api-key": `${secret}, ${secret}` }, twice))).toBe(400);
  });

  test("a key in the URL is refused, even if it is good and comes in a header as well", async () => {
    const { authenticator, secret } = await open(mode);
    for (const query of [
      `key=${secret}`,
      `x=${secret}`,
      secret,
      `x=${secret.replace("_", "%5F")}`,
      "access_token=a.b.c",
      "API_KEY=1",
      "sessionId=a&token=b",
    ]) {
      const challenge = await challengeOf(authenticator, requestWith(bearer(secret), { query }));
      expect([query, challenge.status, challenge.message]).toEqual([query, 400, expect.stringContaining("URL")]);
    }
    expect(await answer(authenticator, requestWith(bearer(secret), { query: "sessionId=a&cursor=b" }))).toMatch(
      /^key:/,
    );
  });
});

test("an expired key and an old secret after the overlap are refused, and say why", async () => {
  const { authenticator, verbs, secret, keyPrincipal } = await open("keys");
  vi.useFakeTimers({ toFake: ["Date"] });
  const { secret: fresh } = await verbs.rotate(operator, "ci", { overlapMs: 1000 });
  await expect.poll(() => answer(authenticator, requestWith(bearer(fresh)))).toBe(keyPrincipal);
  expect(await answer(authenticator, requestWith(bearer(secret)))).toBe(keyPrincipal);
  vi.setSystemTime(Date.now() + 1001);
  expect((await challengeOf(authenticator, requestWith(bearer(secret)))).message).toMatch(/replaced by a newer one/);

  await verbs.update(operator, "ci", { expiresAt: Date.now() + 1000 });
  await expect
    .poll(async () => {
      vi.setSystemTime(Date.now() + 1001);
      return (await authenticator.authenticate(requestWith(bearer(fresh)))).kind;
    })
    .toBe("challenge");
  expect((await challengeOf(authenticator, requestWith(bearer(fresh)))).message).toMatch(/expired/);
});

test("whether a principal still holds is known for every kind", async () => {
  const { authenticator, verbs, keyPrincipal } = await open("keys");
  const key = { id: keyPrincipal, kind: "key", name: "ci", space: "default" } as const;
  const ended: string[] = [];
  const release = authenticator.onInvalid((id) => ended.push(id));
  expect(authenticator.current(localPrincipal)).toBe(localPrincipal);
  expect(authenticator.current(key)).toMatchObject({ id: keyPrincipal, grant: { access: ["read"] } });
  expect(authenticator.current({ ...key, id: "oauth:ann", kind: "oauth" })).toBeUndefined();
  await verbs.revoke(operator, "ci");
  await expect.poll(() => ended).toEqual([keyPrincipal]);
  expect(authenticator.current(key)).toBeUndefined();
  release();
});

describe("with an issuer", () => {
  test("a token is its principal: late the first time, at once from then on", async () => {
    const { authenticator } = await open("keys", { withIssuer: true });
    const request = requestWith(bearer(await issuer.sign()));
    const first = authenticator.authenticate(request);
    expect(first).toBeInstanceOf(Promise);
    expect(await first).toMatchObject({ kind: "principal", principal: { id: "oauth:ann/desk", kind: "oauth" } });
    const second = authenticator.authenticate(request);
    expect(second).not.toBeInstanceOf(Promise);
    const again = await second;
    expect(again).toEqual(await first);
    expect(again.kind === "principal" && authenticator.current(again.principal)).toBe(
      again.kind === "principal" && again.principal,
    );
  });

  test("a token for the endpoint it came to is good there", async () => {
    const { authenticator } = await open("keys", { withIssuer: true });
    const token = bearer(await issuer.sign({ aud: `${publicUrl}/mcp/docs` }));
    expect(await answer(authenticator, requestWith(token, { path: "/mcp/docs" }))).toBe("oauth:ann/desk");
    expect(await answer(authenticator, requestWith(token, { path: "/mcp/ci" }))).toBe(401);
  });

  test("a bad token is refused even where nobody needs one", async () => {
    for (const mode of ["open", "keys", "off"] as const) {
      const { authenticator } = await open(mode, { withIssuer: true });
      expect(await answer(authenticator, requestWith(bearer(await issuer.sign({ aud: "x" }))))).toBe(401);
    }
  });

  test("an issuer that is away is no reason to let anyone in, nor to call a token bad", async () => {
    for (const mode of ["open", "keys", "off"] as const) {
      const { authenticator, rows } = await open(mode, { withIssuer: true, issuerUrl: "http://127.0.0.1:1" });
      for (let turn = 0; turn < 40; turn += 1) {
        const challenge = await challengeOf(authenticator, requestWith(bearer(await issuer.sign())));
        expect(challenge).toMatchObject({ status: 503, headers: { "retry-after": "5" } });
      }
      expect(rows).toEqual([]);
    }
  });
});

describe("the challenge", () => {
  const header = async (authenticator: Authenticator, request: AuthenticationRequest) =>
    (await challengeOf(authenticator, request)).headers["www-authenticate"];

  test("asks for a key where there is nothing else", async () => {
    const { authenticator } = await open("keys");
    expect(await header(authenticator, requestWith())).toBe('Bearer realm="mcp-tools"');
    expect(await header(authenticator, requestWith({ "x-api-key": createKeySecret().secret }))).toBe(
      'Bearer realm="mcp-tools", error="invalid_token", error_description="the key is not known; it may have been revoked"',
    );
  });

  test("says where to get a token, and for which scopes", async () => {
    const { authenticator } = await open("keys", { withIssuer: true });
    const scope = 'scope="tools:read tools:write tools:destructive"';
    const metadata = (path: string) =>
      `resource_metadata="https://tools.example.com/.well-known/oauth-protected-resource${path}"`;
    expect(await header(authenticator, requestWith())).toBe(`Bearer ${scope}, ${metadata("/mcp")}`);
    expect(await header(authenticator, requestWith({}, { path: "/messages" }))).toContain(metadata("/sse"));
    expect(await header(authenticator, requestWith({}, { path: "/mcp/docs" }))).toContain(metadata("/mcp/docs"));
    const expired = bearer(await issuer.sign({ exp: 1 }));
    expect(await header(authenticator, requestWith(expired))).toBe(
      `Bearer error="invalid_token", error_description="the token has expired", ${scope}, ${metadata("/mcp")}`,
    );
  });

  test("says which scopes are wanted of a token that has none of them", async () => {
    const { authenticator, rows } = await open("keys", { withIssuer: true });
    const challenge = await challengeOf(authenticator, requestWith(bearer(await issuer.sign({ scope: "openid" }))));
    expect(challenge.status).toBe(403);
    expect(challenge.headers["www-authenticate"]).toMatch(
      /^Bearer error="insufficient_scope", .*scope="tools:read tools:write tools:destructive", resource_metadata="/,
    );
    expect(rows).toMatchObject([{ outcome: "refused", principalId: "oauth:ann/desk" }]);
  });

  test("repeats nothing of what was sent, not even as a header of its own", async () => {
    const { authenticator } = await open("keys", { withIssuer: true });
    for (const credential of [
      "mcpt_k7Q2xW9p\r\nx-evil: 1",
      'a"b\\c',
      "eyJ.eyJ.\r\nSet-Cookie: a=b",
      "mcpt_<script>alert(1)</script>",
    ]) {
      for (const headers of [bearer(credential), { "x-api-key": credential }]) {
        const {
          status,
          message,
          headers: answered,
        } = await challengeOf(authenticator, requestWith({ ...headers, host: 'tools.example.com"\r\nx-evil: 2' }));
        expect(status).toBe(401);
        expect(`${message}${Object.values(answered).join("")}`).not.toMatch(/[\r\n]|evil|<script|k7Q2/);
      }
    }
  });
});

describe("bad credentials", () => {
  test("1,000 forged keys cost no query, end in 429, and are six rows in the audit", async () => {
    const { authenticator, store, rows, secret, keyPrincipal } = await open("keys");
    const forged = Array.from({ length: 1000 }, () => requestWith(bearer(createKeySecret().secret)));
    const before = store.queries();
    const statuses = await Promise.all(forged.map((request) => answer(authenticator, request)));

    expect(statuses.slice(0, 30)).toEqual(Array.from({ length: 30 }, () => 401));
    expect(new Set(statuses.slice(30))).toEqual(new Set([429]));
    // The look by itself, which happens whoever calls.
    expect(store.queries() - before).toBeLessThanOrEqual(2);
    const challenge = await challengeOf(authenticator, requestWith(bearer(createKeySecret().secret)));
    expect(Number(challenge.headers["retry-after"])).toBeGreaterThan(0);
    expect(Number(challenge.headers["retry-after"])).toBeLessThanOrEqual(60);
    expect(challenge.headers["www-authenticate"]).toBeUndefined();
    // Whoever shares the address with them is not locked out, and somebody elsewhere notices nothing.
    expect(await answer(authenticator, requestWith(bearer(secret)))).toBe(keyPrincipal);
    expect(await answer(authenticator, requestWith(bearer("x"), { address: "192.0.2.2" }))).toBe(401);

    opened.length = 0;
    await authenticator.close();
    expect(rows.filter(({ address }) => address === "192.0.2.1")).toHaveLength(6);
    expect(rows.find(({ message }) => message?.startsWith("996 more"))).toBeDefined();
    expect(JSON.stringify(rows)).not.toContain("mcpt_");
  });

  test("a key that was made a moment ago is good before this process has heard of it", async () => {
    const { authenticator, store, verbs } = await open("keys");
    store.changes.deaf = true;
    const { key, secret } = await verbs.create(operator, { name: "new" });
    expect(await answer(authenticator, requestWith(bearer(secret)))).toBe(`key:${key.id}`);
  });

  test("too many of them stop new tokens from there, not those that are known", async () => {
    const { authenticator } = await open("keys", { withIssuer: true });
    const known = requestWith(bearer(await issuer.sign()));
    await authenticator.authenticate(known);
    for (let turn = 0; turn < 30; turn += 1) await answer(authenticator, requestWith(bearer(`a.${turn}.c`)));

    expect(await answer(authenticator, requestWith(bearer(await issuer.sign({ sub: "bob" }))))).toBe(429);
    expect(await answer(authenticator, known)).toBe("oauth:ann/desk");
    expect(await answer(authenticator, requestWith())).toBe(401);
  });

  test("are forgotten after a minute", async () => {
    const { authenticator } = await open("keys");
    vi.useFakeTimers({ toFake: ["Date"] });
    for (let turn = 0; turn < 31; turn += 1) await answer(authenticator, requestWith(bearer("x")));
    expect(await answer(authenticator, requestWith(bearer("x")))).toBe(429);
    vi.setSystemTime(Date.now() + 60_001);
    expect(await answer(authenticator, requestWith(bearer("x")))).toBe(401);
  });

  test("are counted by network, where the caller says which", async () => {
    const { authenticator } = await open("keys");
    const from = (address: string) => requestWith(bearer("x"), { address, network: "2001:db8::/64" });
    for (let turn = 0; turn < 30; turn += 1) await answer(authenticator, from(`2001:db8::${turn}`));
    expect(await answer(authenticator, from("2001:db8::ffff"))).toBe(429);
  });

  test("a refused key that is known names its principal in the audit", async () => {
    const { authenticator, rows, verbs, secret, keyPrincipal } = await open("keys");
    vi.useFakeTimers({ toFake: ["Date"] });
    const { secret: fresh } = await verbs.rotate(operator, "ci", { overlapMs: 1000 });
    await expect.poll(() => answer(authenticator, requestWith(bearer(fresh)))).toBe(keyPrincipal);
    vi.setSystemTime(Date.now() + 1001);
    await answer(authenticator, requestWith(bearer(secret), { requestId: "r1" }));
    expect(rows).toMatchObject([
      {
        principalId: keyPrincipal,
        principalName: "ci",
        requestId: "r1",
        arguments: JSON.stringify({ prefix: secret.slice(5, 13) }),
      },
    ]);
  });
});
