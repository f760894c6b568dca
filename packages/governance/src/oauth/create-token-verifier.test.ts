import { createHmac } from "node:crypto";
import { silentLogger, type Principal } from "@mcp-tools/core";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { startIssuer, testAudience, type TestIssuer } from "../testing/start-issuer.ts";
import { createTokenVerifier, type TokenVerdict, type TokenVerifier } from "./create-token-verifier.ts";

let issuer: TestIssuer;
const opened: TokenVerifier[] = [];
beforeAll(async () => {
  issuer = await startIssuer();
});
afterAll(() => issuer.close());
afterEach(() => {
  vi.useRealTimers();
  for (const verifier of opened.splice(0)) verifier.close();
});

function open(options: Partial<Parameters<typeof createTokenVerifier>[0]> = {}): TokenVerifier {
  const verifier = createTokenVerifier({
    issuer: issuer.url,
    audience: [testAudience],
    logger: silentLogger,
    ...options,
  });
  opened.push(verifier);
  return verifier;
}

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
const decode = (part: string | undefined) => JSON.parse(Buffer.from(part ?? "", "base64url").toString()) as object;
const now = () => Math.floor(Date.now() / 1000);

function principalOf(verdict: TokenVerdict): Principal {
  if (verdict.kind !== "principal") throw new Error(JSON.stringify(verdict));
  return verdict.principal;
}

test("a good token is a principal with what its scopes grant", async () => {
  const token = await issuer.sign({ scope: "openid tools:read tools:write toolset:docs toolset:ci" });
  expect(await open().verify(token)).toEqual({
    kind: "principal",
    principal: {
      id: "oauth:ann/desk",
      kind: "oauth",
      name: "ann",
      space: "default",
      grant: { access: ["read", "write"], toolsets: ["docs", "ci"] },
    },
  });
});

test.for(["RS256", "PS256", "ES256", "EdDSA"])("a token signed with %s is accepted", async (alg) => {
  const other = await startIssuer({ path: "", alg });
  try {
    const verifier = open({ issuer: other.url });
    expect((await verifier.verify(await other.sign())).kind).toBe("principal");
  } finally {
    await other.close();
  }
});

describe("a token is refused that", () => {
  const cases: { what: string; reason: RegExp; make: () => Promise<string> | string }[] = [
    {
      what: "is forged: its claims were changed",
      reason: /signature/,
      make: async () => {
        const [header, payload, signature] = (await issuer.sign()).split(".");
        return [header, encode({ ...decode(payload), scope: "tools:destructive" }), signature].join(".");
      },
    },
    {
      what: "is signed by somebody else under a known key id",
      reason: /signature/,
      make: async () => {
        const other = await startIssuer();
        const token = await other.sign({ iss: issuer.url });
        await other.close();
        return token;
      },
    },
    { what: "has expired", reason: /expired/, make: () => issuer.sign({ exp: now() - 31 }) },
    { what: "never expires", reason: /no expiry/, make: () => issuer.sign({ exp: undefined }) },
    { what: "is not valid yet", reason: /not valid yet/, make: () => issuer.sign({ nbf: now() + 60 }) },
    {
      what: "is for another audience",
      reason: /another audience/,
      make: () => issuer.sign({ aud: "https://x.example" }),
    },
    { what: "names no audience", reason: /names no audience/, make: () => issuer.sign({ aud: undefined }) },
    {
      what: "only begins like our audience",
      reason: /another audience/,
      make: () => issuer.sign({ aud: `${testAudience}.evil.example` }),
    },
    { what: "is of another issuer", reason: /another issuer/, make: () => issuer.sign({ iss: "https://id.example" }) },
    {
      what: "says alg: none",
      reason: /signed in a way/,
      make: async () => `${encode({ alg: "none", typ: "JWT" })}.${(await issuer.sign()).split(".")[1]}.`,
    },
    {
      what: "says alg: NONE and keeps a signature",
      reason: /signed in a way/,
      make: async () => {
        const [, payload, signature] = (await issuer.sign()).split(".");
        return `${encode({ alg: "NONE", kid: "first" })}.${payload}.${signature}`;
      },
    },
    {
      what: "is signed HS256 with the public key as the secret",
      reason: /signed in a way/,
      make: async () => {
        const body = `${encode({ alg: "HS256", kid: "first", typ: "at+jwt" })}.${(await issuer.sign()).split(".")[1]}`;
        return `${body}.${createHmac("sha256", issuer.publicPem).update(body).digest("base64url")}`;
      },
    },
    {
      what: "names a key that the issuer does not have",
      reason: /does not have/,
      make: async () => {
        await issuer.addKey("private", { isPublished: false });
        return issuer.sign({}, { kid: "private" });
      },
    },
    {
      what: "is an ID token: a nonce and no scope",
      reason: /ID token/,
      make: () => issuer.sign({ nonce: "n", scope: undefined, client_id: undefined, azp: "desk" }, { typ: "JWT" }),
    },
    {
      what: "is an ID token: a hash of the access token",
      reason: /ID token/,
      make: () => issuer.sign({ at_hash: "h" }),
    },
    { what: "is an ID token as Keycloak says it", reason: /ID token/, make: () => issuer.sign({ typ: "ID" }) },
    {
      what: "is a refresh token as Keycloak says it",
      reason: /refresh token/,
      make: () => issuer.sign({ typ: "Refresh" }),
    },
    { what: "is of another type", reason: /not an access token/, make: () => issuer.sign({}, { typ: "logout+jwt" }) },
    {
      what: "is bound to a client's key (DPoP)",
      reason: /bound to a key/,
      make: () => issuer.sign({ cnf: { jkt: "x" } }),
    },
    { what: "has no subject", reason: /no subject/, make: () => issuer.sign({ sub: undefined, client_id: undefined }) },
    {
      what: "has a subject that is no text",
      reason: /no subject/,
      make: () => issuer.sign({ sub: 7, client_id: undefined }),
    },
    { what: "says nothing and is signed by nobody", reason: /signature/, make: () => "eyJhbGciOiJSUzI1NiJ9.e30.AAAA" },
    { what: "is garbage", reason: /cannot be read/, make: () => "a.b.c" },
    { what: "is huge", reason: /too long/, make: () => issuer.sign({ extra: "x".repeat(20_000) }) },
  ];
  test.for(cases)("$what", async ({ reason, make }) => {
    const verdict = await open().verify(await make());
    expect(verdict).toEqual({ kind: "invalid", reason: expect.stringMatching(reason) });
  });
});

test.for([
  { what: "30 s late", changes: () => ({ exp: now() - 25 }) },
  { what: "30 s early", changes: () => ({ nbf: now() + 25 }) },
  { what: "for several audiences", changes: () => ({ aud: ["https://x.example", testAudience] }) },
  { what: "for our audience with a slash", changes: () => ({ aud: `${testAudience}/` }) },
  { what: "with `scp` as a list", changes: () => ({ scope: undefined, scp: ["tools:read"] }) },
  { what: "with `scp` as text", changes: () => ({ scope: undefined, scp: "tools:read x" }) },
])("a token $what is good", async ({ changes }) => {
  expect((await open().verify(await issuer.sign(changes()))).kind).toBe("principal");
});

test.for(["JWT", "application/at+jwt", "AT+JWT"])("a token of type %s is accepted", async (typ) => {
  expect((await open().verify(await issuer.sign({}, { typ }))).kind).toBe("principal");
});

test.for([undefined, "", "openid profile", "tools:admin", "TOOLS:READ", "toolset:docs"])(
  "the scopes %j are not enough",
  async (scope) => {
    expect(await open().verify(await issuer.sign({ scope }))).toMatchObject({
      kind: "insufficient_scope",
      principal: { id: "oauth:ann/desk" },
    });
  },
);

test("a malformed toolset narrows to none rather than to all", async () => {
  const verdict = await open().verify(await issuer.sign({ scope: "tools:read toolset:../x" }));
  expect(principalOf(verdict).grant).toEqual({ access: ["read"], toolsets: [] });
});

test("subjects and clients make different principals, however they are written", async () => {
  const verifier = open();
  const ids = await Promise.all(
    [
      { sub: "a/b", client_id: "c" },
      { sub: "a", client_id: "b/c" },
      { sub: "a", client_id: "a" },
      { sub: "a" },
      { sub: "auth0|1", client_id: undefined },
      { sub: undefined, client_id: "service" },
      { sub: "x".repeat(5000) },
      { sub: `${"x".repeat(4999)}y` },
      { sub: "line\nbreak" },
    ].map(async (changes) => principalOf(await verifier.verify(await issuer.sign(changes))).id),
  );
  expect(ids.slice(0, 6)).toEqual([
    "oauth:a%2Fb/c",
    "oauth:a/b%2Fc",
    "oauth:a",
    "oauth:a/desk",
    "oauth:auth0%7C1",
    "oauth:service",
  ]);
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expect(id).toMatch(/^oauth:[\w%./:-]{1,400}$/);
});

test("a name that a person could choose does not name the principal", async () => {
  const token = await issuer.sign({ preferred_username: "admin", email: "admin@example.com", name: "admin" });
  expect(principalOf(await open().verify(token)).name).toBe("ann");
});

test("a token for one endpoint is good there and nowhere else", async () => {
  const verifier = open();
  const endpoint = "https://tools.example.com/mcp/docs";
  const token = await issuer.sign({ aud: endpoint });
  expect(await verifier.verify(token)).toMatchObject({ kind: "invalid" });
  expect(await verifier.verify(token, endpoint)).toMatchObject({ kind: "principal" });
  expect(verifier.recall(token, endpoint)).toMatchObject({ kind: "principal" });
  expect(await verifier.verify(token, "https://tools.example.com/mcp/ci")).toMatchObject({ kind: "invalid" });
  expect(verifier.recall(token)).toMatchObject({ kind: "invalid" });
});

test("a token that has been seen is known without a promise, until it expires", async () => {
  const verifier = open();
  const token = await issuer.sign({ exp: now() + 60 });
  expect(verifier.recall(token)).toBeUndefined();
  const [first, second] = await Promise.all([verifier.verify(token), verifier.verify(token)]);
  expect(second).toBe(first);
  expect(verifier.verify(token)).toBe(first);
  expect(verifier.recall(token)).toBe(first);
  const principal = principalOf(first);
  expect(verifier.isValid(principal)).toBe(true);
  expect(verifier.isValid({ ...principal })).toBe(false);

  vi.useFakeTimers({ now: Date.now() + 91_000, toFake: ["Date"] });
  expect(verifier.recall(token)).toBeUndefined();
  expect(await verifier.verify(token)).toMatchObject({ kind: "invalid", reason: expect.stringMatching(/expired/) });
  expect(verifier.isValid(principal)).toBe(false);
});

test("of too many tokens the oldest are checked again", async () => {
  const verifier = open({ tokensMax: 2 });
  const tokens = await Promise.all(["a", "b", "c"].map((sub) => issuer.sign({ sub })));
  for (const token of tokens) await verifier.verify(token);
  expect(tokens.map((token) => verifier.recall(token)?.kind)).toEqual([undefined, "principal", "principal"]);
});

test("the end of a principal's last token is told once", async () => {
  vi.useFakeTimers({ toFake: ["Date", "setInterval", "clearInterval"] });
  const verifier = open();
  const ended: string[] = [];
  verifier.onInvalid((id) => ended.push(id));
  await verifier.verify(await issuer.sign({ exp: now() + 60 }));
  await verifier.verify(await issuer.sign({ exp: now() + 300 }));
  await vi.advanceTimersByTimeAsync(120_000);
  expect(ended).toEqual([]);

  await vi.advanceTimersByTimeAsync(300_000);
  expect(ended).toEqual(["oauth:ann/desk"]);
  expect(vi.getTimerCount()).toBe(0);
});

describe("the issuer", () => {
  let own: TestIssuer;
  const place = (name: string) => `/.well-known/${name}/realms/team`;
  const metadata = () => ({ body: { issuer: own.url, jwks_uri: `${new URL(own.url).origin}/keys` } });
  afterEach(() => own.close());

  test("is described at the first of three places", async () => {
    own = await startIssuer();
    const verifier = open({ issuer: own.url });
    await verifier.verify(await own.sign());
    expect(own.requests).toEqual([place("oauth-authorization-server"), "/keys"]);
  });

  test.for(["/.well-known/openid-configuration/realms/team", "/realms/team/.well-known/openid-configuration"])(
    "is found by OpenID Connect at %s",
    async (path) => {
      own = await startIssuer();
      own.documents.delete(place("oauth-authorization-server"));
      own.documents.set(path, metadata());
      expect((await open({ issuer: own.url }).verify(await own.sign())).kind).toBe("principal");
    },
  );

  test("may end with a slash in its tokens, as its metadata say it", async () => {
    own = await startIssuer();
    const issuerUrl = `${own.url}/`;
    own.documents.set(place("oauth-authorization-server"), { body: { ...metadata().body, issuer: issuerUrl } });
    const verifier = open({ issuer: own.url });
    expect((await verifier.verify(await own.sign({ iss: issuerUrl }))).kind).toBe("principal");
    expect((await verifier.verify(await own.sign())).kind).toBe("invalid");
  });

  test.for([
    {
      what: "of another issuer",
      document: { body: { issuer: "https://evil.example", jwks_uri: "https://evil.example/k" } },
    },
    { what: "without keys", document: { body: { issuer: "x" } } },
    { what: "that is no JSON", document: { body: "<html>" } },
    { what: "that is elsewhere", document: { status: 302, body: {} } },
    { what: "without an end", document: { body: "x".repeat(2_000_000) } },
  ])("is not believed by metadata $what, and nobody is let in", async ({ document }) => {
    own = await startIssuer();
    const token = await own.sign();
    own.documents.set(place("oauth-authorization-server"), document);
    expect(await open({ issuer: own.url }).verify(token)).toEqual({ kind: "unavailable" });
  });

  test.for([
    { what: "no JSON", document: { body: "<html>" } },
    { what: "no set of keys", document: { body: { keys: "none" } } },
    { what: "an error", document: { status: 500, body: {} } },
  ])("with $what for keys lets nobody in, and is not asked by every token", async ({ document }) => {
    own = await startIssuer();
    const token = await own.sign();
    own.documents.set("/keys", document);
    const verifier = open({ issuer: own.url });
    for (let turn = 0; turn < 5; turn += 1) expect(await verifier.verify(token)).toEqual({ kind: "unavailable" });
    expect(own.requests.filter((path) => path === "/keys")).toHaveLength(1);
  });

  test("that hangs costs a deadline, and is tried again after a pause", async () => {
    own = await startIssuer();
    const token = await own.sign();
    const keys = own.documents.get("/keys");
    own.documents.set("/keys", undefined);
    const verifier = open({ issuer: own.url, timeoutMs: 100, pauseMs: 100 });
    expect(await verifier.verify(token)).toEqual({ kind: "unavailable" });

    own.documents.set("/keys", keys);
    await expect.poll(async () => (await verifier.verify(token)).kind).toBe("principal");
  });

  test("that is away stops new tokens only", async () => {
    own = await startIssuer();
    const verifier = open({ issuer: own.url });
    const token = await own.sign();
    const verdict = await verifier.verify(token);
    const other = await own.sign({ sub: "bob" });
    await own.close();
    expect(verifier.verify(token)).toBe(verdict);
    // Its keys are known, so that even a new token can be checked.
    expect((await verifier.verify(other)).kind).toBe("principal");
    // In a process that never saw them it cannot.
    expect(await open({ issuer: own.url }).verify(other)).toEqual({ kind: "unavailable" });
    own = await startIssuer();
  });

  test("may take a new key into use; tokens with unknown keys do not make it answer again and again", async () => {
    own = await startIssuer();
    const verifier = open({ issuer: own.url });
    await verifier.verify(await own.sign());
    await own.addKey("forged", { isPublished: false });
    for (const sub of ["a", "b", "c"])
      expect((await verifier.verify(await own.sign({ sub }, { kid: "forged" }))).kind).toBe("invalid");
    expect(own.requests.filter((path) => path === "/keys")).toHaveLength(1);

    await own.addKey("second");
    vi.useFakeTimers({ now: Date.now() + 31_000, toFake: ["Date"] });
    expect((await verifier.verify(await own.sign({}, { kid: "second" }))).kind).toBe("principal");
  });
});
