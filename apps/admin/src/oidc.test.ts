import { invitePerson, operator, removePerson } from "@mcp-tools/governance";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { openFakeIdentityProvider, type FakeIdentityProvider } from "./testing/fake-identity-provider.ts";
import { cookieOf, openConsole, type OpenConsole } from "./testing/open-console.ts";

const adminUrl = "http://localhost:9091";
// Hashing a password takes a while by intention, and longer on a busy machine.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

let provider: FakeIdentityProvider;
let the: OpenConsole;
beforeAll(async () => {
  provider = await openFakeIdentityProvider();
  the = await openConsole({ oidcIssuer: provider.issuer, adminUrl });
});
afterAll(async () => {
  await the.close();
  await provider.close();
});
afterEach(async () => {
  the.rows.length = 0;
  Object.assign(provider, {
    wrong: {},
    signsWrongly: false,
    person: { sub: "1", email: "bob@example.com", email_verified: true, name: "Bob" },
  });
  await the.database.use(
    ({ sql }) => sql`truncate people, invitations, people_verifications, people_rate_limits cascade`,
  );
});

/** What a browser does, up to the answer that the console gives when it comes back. */
async function goRound({ returnTo = "/tools?q=a", keepState = true, tamper = (url: string) => url } = {}) {
  const started = await the.ask("/api/auth/oidc", { body: { returnTo }, address: the.nextAddress() });
  expect(started.status).toBe(200);
  const { url } = (await started.json()) as { url: string };
  const cookie = keepState
    ? started.headers
        .getSetCookie()
        .map((set) => set.split(";")[0])
        .join("; ")
    : undefined;
  const back = (await fetch(url, { redirect: "manual" })).headers.get("location") ?? "";
  const path = tamper(back).slice(adminUrl.length);
  // The browser comes from another site.
  const again = () =>
    the.ask(path, { cookie, headers: { "sec-fetch-site": "cross-site" }, address: the.nextAddress() });
  return { url: new URL(url), answer: await again(), again };
}

const invite = (email: string) => invitePerson(the.platform, operator, { email, role: "auditor" });
const said = (answer: Response) => new URL(answer.headers.get("location") ?? "/", adminUrl).searchParams.get("error");

test("the page is told that there is a provider, and the way there asks for a code with PKCE", async () => {
  expect(await (await the.ask("/api/auth/state")).json()).toMatchObject({
    oidc: { name: new URL(provider.issuer).host },
  });
  await invite("bob@example.com");
  const { url } = await goRound();
  expect(Object.fromEntries(url.searchParams)).toMatchObject({
    response_type: "code",
    client_id: "console",
    redirect_uri: `${adminUrl}/api/auth/callback/oidc`,
    code_challenge_method: "S256",
    nonce: expect.any(String),
  });
});

test("whoever was invited comes in with the invitation's role, and back to where they were", async () => {
  await invite("Bob@example.com");
  const { answer } = await goRound();
  expect([answer.status, answer.headers.get("location")]).toEqual([302, "/tools?q=a"]);
  expect(answer.headers.getSetCookie().join("\n")).toMatch(/session_token=.*SameSite=Strict/);
  expect(await (await the.ask("/api/me", { cookie: cookieOf(answer) })).json()).toMatchObject({
    email: "bob@example.com",
    name: "Bob",
    role: "auditor",
  });
  expect(the.rows.at(-1)).toMatchObject({
    action: "sign_in",
    principalName: "bob@example.com",
    arguments: '{"by":"oidc"}',
  });
  expect(await the.platform.invitations.list()).toEqual([]);
  const [account] = await the.database.use(
    ({ sql }) => sql`select access_token, id_token, refresh_token from people_accounts`,
  );
  expect(account).toEqual({ access_token: null, id_token: null, refresh_token: null });
  expect((await goRound()).answer.headers.get("location")).toBe("/tools?q=a");
  expect(await the.platform.people.count()).toBe(1);
});

test("whoever was not invited is told so, and nobody is made", async () => {
  await invite("carol@example.com");
  const { answer } = await goRound();
  expect([answer.status, said(answer)]).toEqual([302, "invitation_needed"]);
  expect(answer.headers.get("location")).toMatch(/^\/sign-in\?/);
  expect(cookieOf(answer)).toBeUndefined();
  expect(await the.platform.people.count()).toBe(0);
  expect(the.rows.at(-1)).toMatchObject({
    action: "sign_in",
    outcome: "refused",
    message: expect.stringContaining("invitation_needed"),
  });
});

test("an address that the provider did not verify is worth nothing", async () => {
  await invite("bob@example.com");
  provider.person.email_verified = false;
  expect(said((await goRound()).answer)).toBe("email_not_verified");
  expect(await the.platform.invitations.list()).toHaveLength(1);
  await the.addPerson("bob@example.com", "owner");
  const { answer } = await goRound();
  expect([said(answer), cookieOf(answer)]).toEqual(["account_not_linked", undefined]);
});

test("somebody with a password may come this way as well, by a verified address", async () => {
  await the.addPerson("bob@example.com", "owner");
  const { answer } = await goRound();
  expect(await (await the.ask("/api/me", { cookie: cookieOf(answer) })).json()).toMatchObject({ role: "owner" });
  expect(await the.platform.people.find("bob@example.com")).toMatchObject({ signsInWith: ["oidc", "password"] });
});

test("a second factor is asked for beside a password only: this way, it is the provider's matter", async () => {
  await the.addPerson("bob@example.com", "owner");
  await the.database.use(({ sql }) => sql`update people set two_factor_enabled = true`);
  expect((await the.signIn("bob@example.com")).status).toBe(200);
  const { answer } = await goRound();
  expect((await the.ask("/api/me", { cookie: cookieOf(answer) })).status).toBe(200);
});

test("whoever was removed does not come back this way", async () => {
  await invite("bob@example.com");
  await goRound();
  await the.addPerson("ada@example.com", "owner");
  await removePerson(the.platform, operator, "bob@example.com");
  expect(said((await goRound()).answer)).toBe("invitation_needed");
});

test.for([
  { name: "of another issuer", wrong: { iss: "https://evil.example" } },
  { name: "for another client", wrong: { aud: "another" } },
  { name: "that has expired", wrong: { exp: 1 } },
  { name: "for another sign-in", wrong: { nonce: "another" } },
  { name: "signed by somebody else", wrong: {}, signsWrongly: true },
])("an id token $name lets nobody in", async ({ wrong, signsWrongly = false }) => {
  await invite("bob@example.com");
  Object.assign(provider, { wrong, signsWrongly });
  const { answer } = await goRound();
  expect([answer.status, cookieOf(answer)]).toEqual([302, undefined]);
  expect(answer.headers.get("location")).toMatch(/^\/sign-in\?error=/);
  expect(await the.platform.people.count()).toBe(0);
});

test("the way back belongs to the browser that went, and is gone after one use", async () => {
  await invite("bob@example.com");
  const stolen = await goRound({ keepState: false });
  expect(cookieOf(stolen.answer)).toBeUndefined();
  expect(new URL(stolen.answer.headers.get("location") ?? "", adminUrl).pathname).toBe("/sign-in");
  const forged = await goRound({ tamper: (url) => url.replace(/state=[^&]+/, "state=forged") });
  expect(cookieOf(forged.answer)).toBeUndefined();
  const good = await goRound();
  expect(cookieOf(good.answer)).toBeDefined();
  expect(cookieOf(await good.again())).toBeUndefined();
});

test.for(["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/a b"])(
  "nobody is sent to %s",
  async (returnTo) => {
    const answer = await the.ask("/api/auth/oidc", { body: { returnTo }, address: the.nextAddress() });
    expect(answer.status).toBe(400);
  },
);

test("a provider that is gone keeps nobody with a password out", async () => {
  const other = await openConsole({ oidcIssuer: "http://127.0.0.1:9", adminUrl });
  try {
    const cookie = await other.addPerson("ada@example.com", "owner");
    const answer = await other.ask("/api/auth/oidc", { body: {} });
    expect(answer.status).toBe(503);
    expect((await other.ask("/api/me", { cookie })).status).toBe(200);
  } finally {
    await other.close();
  }
});
