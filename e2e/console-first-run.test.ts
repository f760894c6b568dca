// @needs chromium
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { App } from "./harness/app.ts";
import { isLive, openBrowser, openPage, openSignedIn, type WatchedPage } from "./harness/browser.ts";
import { connectV2 } from "./harness/connect-v2.ts";
import { findFreePort } from "./harness/find-free-port.ts";
import { send } from "./harness/http.ts";
import { openLab } from "./harness/lab.ts";
import { addPerson, findSetupLink, owner, post } from "./harness/sign-in.ts";
import { until } from "./harness/until.ts";

const lab = openLab();
let browser: Browser;
let app: App;
let consoleUrl: string;
/** Of the owner, once there is one. */
let token: { authorization: string };
/** Of the key that the first run made, as the snippet for Cursor has it. */
let connection: { url: string; headers: Record<string, string> };

beforeAll(async () => {
  browser = await openBrowser();
  // A fixed port: the page shows the address to connect to.
  const env = { AUTH: "keys", TOOL_PACKS: "time,memory", PORT: String(await findFreePort()) };
  app = await lab.start("launcher", { env });
  consoleUrl = app.url("admin");
});
afterAll(async () => {
  await browser.close();
  await lab.close();
});

/** A real client, by what was copied from the page. */
const connect = ({ url, headers }: typeof connection) =>
  connectV2(new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } }), "auto");

const nobody = { entityNames: ["nobody-has-this-name"] };

test("from the set-up link to the first approved call, on one page and with one client", async () => {
  const link = await until("the set-up link is in the log", () => findSetupLink(app));
  const watched = await openPage(browser, consoleUrl);
  const { page } = watched;
  await page.goto(new URL(link).pathname + new URL(link).search);
  expect(await watched.findBarriers()).toEqual([]);
  await page.getByLabel("Your name").fill(owner.name);
  await page.getByLabel("E-mail address").fill(owner.email);
  await page.getByRole("textbox", { name: "Choose a password" }).fill(owner.password);
  await page.getByRole("button", { name: "Become the owner" }).click();

  await page.waitForURL(/\/welcome/);
  await isLive(watched);
  await page.getByRole("button", { name: "Make a key" }).click();
  await page.getByRole("radio", { name: "Cursor" }).check({ force: true });
  const snippet = await page.getByRole("group", { name: "Cursor" }).innerText();
  const { mcpServers } = JSON.parse(snippet) as { mcpServers: Record<string, typeof connection> };
  connection = Object.values(mcpServers)[0] ?? { url: "", headers: {} };
  expect(connection.headers["Authorization"]).toMatch(/^Bearer mcpt_/);

  const client = await connect(connection);
  await page.getByText(/The client has connected/).waitFor();
  expect((await client.call("get_current_time", { timezone: "Asia/Shanghai" })).isError).toBeUndefined();
  await page.getByText("First call seen").waitFor();

  const held = client.call("delete_entities", nobody);
  await page.getByText(/first-client.* asks/).waitFor();
  expect(await watched.findBarriers()).toEqual([]);
  await page.getByRole("button", { name: "Allow once" }).click();
  expect((await held).isError).toBeUndefined();
  await page.getByText("You allowed it, and it ran.").waitFor();
  await page.getByRole("link", { name: "Go to Home" }).click();
  await page.getByRole("heading", { name: "Home", level: 1 }).waitFor();
  expect(watched.problems).toEqual([]);

  const [session] = await page.context().cookies();
  const made = await post(
    `${consoleUrl}/api/tokens`,
    { name: "e2e", role: "owner" },
    { cookie: `${session?.name}=${session?.value}` },
  );
  token = { authorization: `Bearer ${(JSON.parse(made.text) as { secret: string }).secret}` };
  await client.close();
  await watched.close();
});

/** Two people look at the queue, each in a browser of their own. */
async function openDesks() {
  const desks = [];
  for (const name of ["Ann", "Ben"]) {
    const email = `${name}-${desks.length}-${Date.now()}@example.com`.toLowerCase();
    const person = await addPerson(consoleUrl, { headers: token }, { email, name, role: "approver" });
    const watched = await openSignedIn(browser, consoleUrl, person);
    await watched.page.goto("/approvals");
    await isLive(watched);
    desks.push({ ...watched, ...person });
  }
  const [ann, ben] = desks;
  if (ann === undefined || ben === undefined) throw new Error("There are two");
  return { ann, ben };
}

test("of two people one allows, the other sees it go, and the client gets its answer", async () => {
  const { ann, ben } = await openDesks();
  const client = await connect(connection);
  const row = (watched: typeof ann) => watched.page.getByRole("row").filter({ hasText: "delete_entities" });

  const first = client.call("delete_entities", nobody);
  await Promise.all([row(ann).waitFor(), row(ben).waitFor()]);
  await ann.page.getByRole("button", { name: "Open next" }).click();
  await ann.page.getByRole("button", { name: "Allow once" }).waitFor();
  await ann.page.keyboard.press("a");
  expect((await first).isError).toBeUndefined();
  await row(ben).waitFor({ state: "detached" });
  await ben.page.getByText("No call waits").waitFor();

  const second = client.call("delete_entities", nobody);
  await row(ben).getByRole("link").first().click();
  await ben.page.getByRole("button", { name: "Refuse" }).click();
  await ben.page.getByLabel("Why not").fill("Ask <b>Ann</b> first.");
  await ben.page.keyboard.press("Control+Enter");
  expect(await second).toMatchObject({
    isError: true,
    content: [{ text: expect.stringContaining("Ask <b>Ann</b> first.") }],
  });
  await row(ann).waitFor({ state: "detached" });
  expect([...ann.problems, ...ben.problems]).toEqual([]);
  await Promise.all([client.close(), ann.close(), ben.close()]);
});

test("a hurried thumb decides about one call, and not about the next one that nobody read", async () => {
  const { ann, ben } = await openDesks();
  const client = await connect(connection);
  const calls = ["one", "two"].map((name) => client.call("delete_entities", { entityNames: [name] }));
  const waiting = async () => {
    const { text } = await send(`${consoleUrl}/api/approvals?state=waiting`, { headers: token });
    return (JSON.parse(text) as { approvals: unknown[] }).approvals.length;
  };
  await until("both wait", async () => (await waiting()) === 2);
  const { page } = ann;
  await page.setViewportSize({ width: 390, height: 844 });
  const [next, allow] = ["Open next", "Allow once"].map((name) => page.getByRole("button", { name }));
  if (next === undefined || allow === undefined) throw new Error("There are two");
  await next.click();
  await allow.click();
  // The thumb is still there when the other button comes up in its place.
  expect(await pressSoon(page, "Open next", { gone: "Allow once" })).toBe("");
  await next.click();
  expect(await pressSoon(page, "Allow once", { gone: "Open next" })).toBe("");
  expect(await waiting()).toBe(1);
  await allow.click();
  await Promise.all(calls);
  expect(ann.problems).toEqual([]);
  await Promise.all([client.close(), ann.close(), ben.close()]);
});

test("nobody allows their own call, neither on the page nor past it", async () => {
  const { ann, ben } = await openDesks();
  const { me } = JSON.parse((await send(`${consoleUrl}/api/auth/state`, { headers: { cookie: ann.cookie } })).text) as {
    me: { id: string };
  };
  const key = await post(`${consoleUrl}/api/keys`, { name: "anns-own", personId: me.id }, token);
  const { secret } = JSON.parse(key.text) as { secret: string };
  const client = await connect({ ...connection, headers: { Authorization: `Bearer ${secret}` } });

  const held = client.call("delete_entities", nobody);
  await ann.page.getByRole("row").filter({ hasText: "delete_entities" }).getByRole("link").first().click();
  await ann.page.getByText("This is your own call.").waitFor();
  expect(await ann.page.getByRole("button", { name: "Allow once" }).count()).toBe(0);
  await ann.page.keyboard.press("a");
  const id = new URL(ann.page.url()).pathname.split("/").at(-1);
  const past = await post(
    `${consoleUrl}/api/approvals/${id}/approve`,
    { scope: { kind: "once" } },
    { cookie: ann.cookie },
  );
  expect(past.status).toBe(403);
  await ben.page.getByRole("row").filter({ hasText: "delete_entities" }).getByRole("link").first().click();
  await ben.page.getByRole("button", { name: "Allow once" }).click();
  expect((await held).isError).toBeUndefined();
  await ann.page
    .getByText(/Allowed/)
    .first()
    .waitFor();
  expect([...ann.problems, ...ben.problems]).toEqual([]);
  await Promise.all([client.close(), ann.close(), ben.close()]);
});

test("a link that is shown once is not lost by a slip", async () => {
  const watched = await openPage(browser, consoleUrl);
  const { page, problems } = watched;
  await signIn(watched, "/people");
  await page.getByRole("button", { name: "Invite somebody" }).click();
  await page.getByLabel("E-mail address").fill("once@example.com");
  await page.getByRole("button", { name: "Make the link" }).click();
  const shown = page.getByRole("group", { name: "Link for once@example.com" });
  await shown.waitFor();
  expect(await watched.findBarriers()).toEqual([]);
  await page.keyboard.press("Escape");
  await page.mouse.click(5, 5);
  // It does not get there.
  await page.goBack({ timeout: 1_000 }).catch(() => {});
  expect(await shown.isVisible()).toBe(true);
  // Going back asked first.
  expect(problems.splice(0)).toEqual([expect.stringMatching(/^dialog: /)]);
  await page.getByRole("button", { name: "I have saved it" }).click();
  await shown.waitFor({ state: "detached" });
  expect(problems).toEqual([]);
  await watched.close();
});

test("a rule that was removed comes back where it stood", async () => {
  const ids = ["first", "second", "third"];
  const rules = ids.map((id) => ({ id, effect: "refuse", match: { tools: [id] } }));
  const saved = await send(`${consoleUrl}/api/policy`, {
    method: "PUT",
    headers: token,
    body: { document: { rules }, basedOn: 0 },
  });
  expect(saved.status).toBe(200);
  const watched = await openPage(browser, consoleUrl);
  const { page } = watched;
  await signIn(watched, "/rules/second");
  await page.getByRole("button", { name: "Remove rule" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove rule" }).click();
  const order = async () =>
    (
      await page
        .getByRole("list", { name: /^Rules/ })
        .getByRole("listitem")
        .allInnerTexts()
    ).map((text) => ids.find((id) => text.includes(id)) ?? text);
  await until("it is gone", async () => (await order()).length === 2);
  await page.getByRole("button", { name: "Undo" }).click();
  await until("it is back", async () => (await order()).length === 3);
  expect(await order()).toEqual(ids);
  expect(watched.problems).toEqual([]);
  await watched.close();
});

async function signIn({ page }: WatchedPage, next: string): Promise<void> {
  await page.goto(`/sign-in?next=${encodeURIComponent(next)}`);
  await page.getByLabel("E-mail address").fill(owner.email);
  await page.getByRole("textbox", { name: "Password" }).fill(owner.password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

/** Presses where this button comes up, 300 ms after it did and the other went. Returns what was on the button that it met. */
function pressSoon(page: Page, name: string, { gone }: { gone: string }): Promise<string> {
  return page.evaluate(
    ({ wanted, other }) =>
      new Promise<string>((resolve) => {
        const find = (text: string) =>
          [...document.querySelectorAll("button")].findLast(
            (button) => button.textContent.includes(text) && button.checkVisibility(),
          );
        const look = () => {
          const button = find(wanted);
          if (button === undefined || find(other) !== undefined) return requestAnimationFrame(look);
          // Timed in the page: a busy machine puts this press off no more than what makes the button take it.
          setTimeout(() => {
            const { x, y, width, height } = button.getBoundingClientRect();
            const met = document.elementFromPoint(x + width / 2, y + height / 2)?.closest("button");
            met?.click();
            resolve(met?.textContent ?? "");
          }, 300);
        };
        look();
      }),
    { wanted: name, other: gone },
  );
}
