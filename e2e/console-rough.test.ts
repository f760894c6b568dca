// @needs chromium
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { App } from "./harness/app.ts";
import { isLive, openBrowser, openSignedIn, overflowOf, walkTo, type WatchedPage } from "./harness/browser.ts";
import { callTool } from "./harness/call-tool.ts";
import { findFreePort } from "./harness/find-free-port.ts";
import { send } from "./harness/http.ts";
import { modernCall, modernMeta } from "./harness/json-rpc.ts";
import { openLab } from "./harness/lab.ts";
import { addPerson, becomeOwner, type SignedIn } from "./harness/sign-in.ts";
import { until } from "./harness/until.ts";

const script = `"><img src=x onerror="globalThis.struck=1;alert(1)"><script>globalThis.struck=1;alert(2)</script>`;
const backwards = "\u202e\u2067مرحبا שלום\u2069 gnitirw";
const words = `${script} ${backwards} ${"👩‍👩‍👧‍👦🏴‍☠️".repeat(8)}`;
const wide = "W".repeat(128);

const lab = openLab();
let browser: Browser;
let app: App;
let consoleUrl: string;
let signedIn: SignedIn;
let env: Record<string, string>;

beforeAll(async () => {
  env = {
    TOOL_PACKS: "none",
    TOOLS_DIR: join(import.meta.dirname, "hostile-tools"),
    // They have to be found again after a restart.
    PORT: String(await findFreePort()),
    ADMIN_PORT: String(await findFreePort()),
  };
  browser = await openBrowser();
  app = await lab.start("launcher", { env });
  consoleUrl = app.url("admin");
  signedIn = await becomeOwner(app);
});
afterAll(async () => {
  await browser.close();
  await lab.close();
});

async function ask<Body>(method: string, path: string, body?: object): Promise<Body> {
  const answer = await send(`${consoleUrl}/api${path}`, { method, headers: signedIn.headers, body });
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
  return (answer.text === "" ? undefined : JSON.parse(answer.text)) as Body;
}

/** By a client that calls itself something strange. */
function call(tool: string, args: object): Promise<unknown> {
  const request = modernCall("c", tool, args);
  const _meta = { ...modernMeta(), "io.modelcontextprotocol/clientInfo": { name: words, version: script } };
  return send(`${app.url()}/mcp`, {
    ...request,
    body: { ...request.body, params: { name: tool, arguments: args, _meta } },
    timeoutMs: 60_000,
  });
}

describe("what somebody hostile wrote", () => {
  let addresses: string[];

  beforeAll(async () => {
    let deep: unknown = words;
    for (let level = 0; level < 40; level += 1) deep = { [backwards]: [deep] };
    const args = { [script]: script, [backwards]: ["W".repeat(9000)], ["W".repeat(300)]: { deep }, hidden: words };
    await addPerson(consoleUrl, signedIn, { email: "a@example.com", name: script.slice(0, 100), role: "auditor" });
    await addPerson(consoleUrl, signedIn, {
      email: "b@example.com",
      name: backwards + wide.slice(0, 60),
      role: "viewer",
    });
    await ask("PUT", "/policy", {
      basedOn: 0,
      note: words,
      document: {
        rules: [
          { id: wide, description: words, effect: "refuse", reason: words, match: { tools: [wide] } },
          {
            id: "like",
            effect: "ask",
            reason: script,
            match: { principals: [`user:${wide}`], arguments: [{ pointer: `/${script}`, equals: words }] },
          },
        ],
        toolsets: [
          { name: "w".repeat(64), title: words.slice(0, 200), description: words, tools: [{ tool: "hostile" }] },
        ],
        tools: { hostile_fault: { title: script, description: words } },
        approvals: { holdSeconds: 0, expireMinutes: 60 },
      },
    });
    const { key } = await ask<{ key: { id: string } }>("POST", "/keys", {
      name: wide.slice(0, 64),
      personId: `user:${wide}`,
    });
    await ask("PUT", `/credentials/${wide.slice(0, 64).toLowerCase()}`, { value: words });
    for (const tool of ["hostile", wide, "hostile_gate", "hostile_fault"])
      await call(tool, tool === "hostile_fault" ? {} : args);
    const { approvals } = await ask<{ approvals: { id: string }[] }>("GET", "/approvals");
    await ask("POST", `/approvals/${approvals[0]?.id}/refuse`, { reason: words });
    await call("hostile_gate", { [script]: backwards });
    const waiting = await ask<{ approvals: { id: string }[] }>("GET", "/approvals?state=waiting");
    const { entries } = await ask<{ entries: { id: string }[] }>("GET", "/audit");
    const { people } = await ask<{ people: { id: string }[] }>("GET", "/people");
    addresses = [
      "/",
      "/activity",
      ...entries.slice(0, 9).map(({ id }) => `/activity/${id}`),
      ...["queue", "history", "consents"].map((view) => `/approvals?view=${view}`),
      ...[...approvals, ...waiting.approvals].map(({ id }) => `/approvals/${id}`),
      "/sessions",
      "/tools",
      ...["schema", "access", "calls", "history"].map((tab) => `/tools/hostile?tab=${tab}`),
      `/tools/${wide}?tab=schema`,
      `/tools/hostile_gate?tab=try`,
      "/toolsets",
      `/toolsets/${"w".repeat(64)}`,
      "/keys",
      `/keys/${key.id}`,
      "/rules",
      `/rules/${wide}`,
      "/rules/-/history",
      "/limits",
      "/credentials",
      "/people",
      ...people.map(({ id }) => `/people/${id}`),
      "/settings",
      "/about",
      "/account",
      "/welcome",
    ];
  });

  test.for([
    { width: 1440, height: 900 },
    { width: 360, height: 740 },
  ])("runs nowhere and pushes no page out of $width pixels", { timeout: 90_000 }, async (viewport) => {
    const watched = await openSignedIn(browser, consoleUrl, signedIn, { viewport });
    await watched.page.goto("/");
    await isLive(watched);
    for (const address of addresses) {
      await walkTo(watched, address);
      expect([address, await harmOf(watched)]).toEqual([address, none]);
    }
    await watched.close();
  });

  test("is shown as what it is where a tool answers with it", async () => {
    for (const viewport of [
      { width: 1440, height: 900 },
      { width: 360, height: 740 },
    ]) {
      const watched = await openSignedIn(browser, consoleUrl, signedIn, { viewport });
      const { page } = watched;
      await page.goto("/tools/hostile?tab=try");
      await page.getByText("JSON", { exact: true }).first().click();
      await page.getByRole("button", { name: "Run" }).click();
      await page.getByText("Done", { exact: true }).waitFor({ timeout: 30_000 });
      await page.getByText("Not shown: image/svg+xml").waitFor();
      await page.getByRole("button", { name: "As text" }).first().waitFor();
      expect(await harmOf(watched)).toEqual(none);
      expect(await page.getByRole("link", { name: "click" }).count()).toBe(0);
      await watched.close();
    }
  });

  const none = { struck: false, overflow: 0, problems: [] };

  async function harmOf(watched: WatchedPage) {
    const struck = await watched.page.evaluate(() => "struck" in globalThis);
    return { struck, overflow: await overflowOf(watched), problems: watched.problems.splice(0) };
  }
});

const says = ({ page }: WatchedPage, text: RegExp) =>
  page.getByRole("status").filter({ hasText: text }).waitFor({ timeout: 30_000 });

test("a page says when the network is gone, and shows what it missed when it is back", async () => {
  const watched = await openSignedIn(browser, consoleUrl, signedIn);
  const { page } = watched;
  const context = page.context();
  await page.goto("/approvals");
  await isLive(watched);
  const rows = page.getByRole("table", { name: "Waiting" }).getByRole("row");
  // Each may be held for as long as nobody decides.
  const hold = (args: object) => void call("hostile_gate", args).catch(() => {});
  const waiting = async () => (await ask<{ approvals: unknown[] }>("GET", "/approvals?state=waiting")).approvals.length;
  // Calls of earlier tests may wait as well.
  const earlier = await waiting();
  hold({ before: "it went away" });
  await until("it is shown", async () => (await waiting()) > earlier && (await rows.count()) === (await waiting()) + 1);
  const before = await rows.count();
  await context.setOffline(true);
  await says(watched, /Reconnecting|Stale/);
  hold({ meanwhile: "it was away" });
  // The table has a row of headings.
  await until("it waits", async () => (await waiting()) === before);
  await context.setOffline(false);
  await says(watched, /^Live$/);
  await until("the call that it missed is there", async () => (await rows.count()) > before);
  expect(watched.problems.filter((problem) => !/ERR_INTERNET_DISCONNECTED|Failed to fetch/.test(problem))).toEqual([]);
  await watched.close();
});

test("a page says when its server is gone, and goes on by itself when it is back", async () => {
  const watched = await openSignedIn(browser, consoleUrl, signedIn);
  const { page } = watched;
  await page.goto("/activity");
  await says(watched, /^Live$/);
  const asking = await openSignedIn(browser, consoleUrl, signedIn);
  await asking.page.goto("/activity");
  await says(asking, /^Live$/);
  await app.stop();
  await says(watched, /Reconnecting|Stale/);
  // What is asked for meanwhile fails, until the server is back.
  await asking.page.getByRole("searchbox", { name: "Principal" }).fill("nobody");
  const failed = asking.page.getByRole("alert").filter({ has: asking.page.getByRole("button", { name: "Try again" }) });
  await failed.waitFor();
  app = await lab.start("launcher", { dataDir: app.dataDir, env });
  await says(watched, /^Live$/);
  await failed.waitFor({ state: "detached", timeout: 30_000 });
  await asking.close();
  const faults = page.getByRole("row").filter({ has: page.getByText("hostile_fault", { exact: true }) });
  const before = await faults.count();
  await callTool(app.url(), "hostile_fault");
  // It waits to be let in, unless the list was still being read again.
  const news = page.getByRole("button", { name: /\d new/ });
  await news.or(faults.nth(before)).first().waitFor();
  if (await news.isVisible()) await news.click();
  await faults.nth(before).waitFor();
  expect(
    watched.problems.filter(
      (problem) =>
        !/ERR_CONNECTION_REFUSED|ERR_INCOMPLETE|ERR_EMPTY|ERR_NETWORK|ERR_CONNECTION_RESET|: 503|503:/.test(problem),
    ),
  ).toEqual([]);
  await watched.close();
});
