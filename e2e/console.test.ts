// @needs chromium
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { App } from "./harness/app.ts";
import { isLive, openBrowser, openPage, openSignedIn, type WatchedPage } from "./harness/browser.ts";
import { callTool } from "./harness/call-tool.ts";
import { findFreePort } from "./harness/find-free-port.ts";
import { send } from "./harness/http.ts";
import { openLab } from "./harness/lab.ts";
import { becomeOwner, owner, post, type SignedIn } from "./harness/sign-in.ts";
import { until } from "./harness/until.ts";

const lab = openLab();
let browser: Browser;
let app: App;
let consoleUrl: string;
let signedIn: SignedIn;

beforeAll(async () => {
  browser = await openBrowser();
  // A fixed port: the page shows the address to connect to.
  const env = { TOOL_PACKS: "time,memory", TOOLS_DIR: join(import.meta.dirname, "tools") };
  app = await lab.start("launcher", { env: { ...env, PORT: String(await findFreePort()) } });
  consoleUrl = app.url("admin");
  signedIn = await becomeOwner(app);
});
afterAll(async () => {
  await browser.close();
  await lab.close();
});

/** A page in a browser where the owner is signed in. */
const openOwners = (options: Parameters<typeof openPage>[2] = {}) =>
  openSignedIn(browser, consoleUrl, signedIn, options);

/** Opens an address, looks at it, and has nothing to complain of. */
async function visit<T>(
  path: string,
  look: (watched: WatchedPage) => Promise<T>,
  options: Parameters<typeof openPage>[2] = {},
): Promise<T> {
  const watched = await openOwners(options);
  try {
    await watched.page.goto(path);
    await isLive(watched);
    const seen = await look(watched);
    expect(watched.problems).toEqual([]);
    return seen;
  } finally {
    await watched.close();
  }
}

const rowsOf = (page: Page, tool: string) =>
  page.getByRole("row").filter({ has: page.getByText(tool, { exact: true }) });
const echo = (message: string) => callTool(app.url(), "echo", { message });

test("the first call of all appears by itself, where the page said how to connect", async () => {
  await visit("/welcome", async ({ page }) => {
    await page.getByText("Waiting for the first call").waitFor();
    await echo("the first");
    await page.getByText("First call seen").waitFor();
  });
});

test("a call that an MCP client makes is announced, and shown when asked for or followed", async () => {
  await visit("/activity", async ({ page }) => {
    const rows = rowsOf(page, "echo");
    await rows.first().waitFor();
    const before = await rows.count();
    await echo("announced");
    await page.getByRole("button", { name: /^1 new/ }).click();
    await until("it is in the list", async () => (await rows.count()) === before + 1);
    await page.getByRole("switch", { name: "Live tail" }).click();
    await echo("followed");
    await until("it enters by itself", async () => (await rows.count()) === before + 2);
  });
});

test("a call opens beside the list, with its arguments, without its secrets, at an address of its own", async () => {
  await callTool(app.url(), "log_in", { user: "ada", password: "hunter2" });
  const address = await visit("/activity", async ({ page }) => {
    await rowsOf(page, "log_in").first().click();
    await page.waitForURL(/\/activity\/[\da-f-]{36}/);
    await page.getByText("••••").first().waitFor();
    expect(await page.content()).not.toContain("hunter2");
    return page.url();
  });
  await visit(address, async ({ page }) => {
    await page.getByRole("heading", { name: "Activity" }).waitFor();
    await page.getByText("••••").first().waitFor();
  });
});

test("the tools are listed and found, each with its schemas", async () => {
  const { tools } = JSON.parse((await send(`${consoleUrl}/api/tools`, signedIn)).text) as { tools: { name: string }[] };
  await visit("/tools", async ({ page }) => {
    await page.getByText(`${tools.length} tools`).first().waitFor();
    await page.getByRole("searchbox", { name: "Search tools" }).fill("time_diff");
    await page.getByRole("status").filter({ hasText: "1 tool" }).waitFor();
    await page.getByRole("link", { name: "time_difference" }).click();
    await page.waitForURL(/\/tools\/time_difference/);
    await page.getByRole("tab", { name: "Schema" }).click();
    const schema = page.getByRole("tabpanel", { name: "Schema" });
    for (const field of ["start", "end", "timezone", "total_seconds"])
      await schema.getByText(field, { exact: true }).first().waitFor();
    await schema.getByText("JSON", { exact: true }).click();
    await schema.getByText("IANA name").first().waitFor();
  });
});

test("the second of two presses on Run stops nothing, and the keyboard stays where it was", async () => {
  await visit("/tools/slow?tab=try", async ({ page }) => {
    const [run, stop] = [page.getByRole("button", { name: "Run" }), page.getByRole("button", { name: "Stop" })];
    const focused = () => page.evaluate(() => document.activeElement?.textContent);
    await page.getByRole("textbox", { name: "ms" }).fill("1500");
    await run.dblclick();
    await page.getByText("Done", { exact: true }).waitFor();
    await page.getByRole("textbox", { name: "ms" }).fill("30000");
    await run.click({ trial: true });
    await run.focus();
    await page.keyboard.press("Enter");
    await stop.waitFor();
    await page.keyboard.press("Enter");
    expect([await stop.isVisible(), await focused()]).toEqual([true, "Stop"]);
    // It takes presses by now.
    await stop.click({ trial: true });
    await page.keyboard.press("Enter");
    await page.getByText("Cancelled", { exact: true }).waitFor();
    expect(await focused()).toBe("Run");
  });
});

test("the front page shows the state of things, and what happens to it", async () => {
  await visit("/", async ({ page }) => {
    for (const word of ["mcp-sse", "admin", "Embedded PostgreSQL", "Nothing needs you now."])
      await page.getByText(word).first().waitFor();
    const perMinute = () => page.getByText("Calls per minute").locator("..").innerText();
    const before = await perMinute();
    await Promise.all(Array.from({ length: 5 }, () => echo("again")));
    await until("the figure changes", async () => (await perMinute()) !== before);
  });
});

test("theme and language are chosen by hand and remembered", async () => {
  await visit("/", async ({ page }) => {
    const chosen = () =>
      page.evaluate(() =>
        [document.documentElement.lang, document.documentElement.dataset["mantineColorScheme"]].join(" "),
      );
    await page.getByRole("button", { name: "Theme: As the system" }).click();
    await page.getByRole("button", { name: "Theme: Light" }).click();
    await page.getByRole("button", { name: "中文" }).click();
    expect(await until("both are in force", async () => /^zh.* dark$/.test(await chosen()))).toBe(true);
    await page.reload();
    expect(await until("both are remembered", async () => /^zh.* dark$/.test(await chosen()))).toBe(true);
    expect(await page.getByRole("link", { name: "Home" }).count()).toBe(0);
  });
});

describe("somebody who is not signed in", () => {
  test("signs in where they were going, sees who they are, and signs out", async () => {
    const watched = await openPage(browser, consoleUrl);
    const { page } = watched;
    await page.goto("/activity?tool=echo");
    await page.waitForURL(/\/sign-in\?next=/);
    await page.getByLabel("E-mail address").fill(owner.email);
    await page.getByRole("textbox", { name: "Password" }).fill(owner.password);
    expect(await watched.findBarriers()).toEqual([]);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.waitForURL(/\/activity\?tool=echo$/);
    await page.getByRole("status").filter({ hasText: "Live" }).waitFor();
    await page.getByRole("button", { name: `Account: ${owner.name}` }).click();
    await page.getByText(owner.email).waitFor();
    expect(await watched.findBarriers()).toEqual([]);
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.waitForURL(/\/sign-in$/);
    await page.goto("/tools");
    await page.waitForURL(/\/sign-in\?next=/);
    expect(watched.problems).toEqual([]);
    await watched.close();
  });

  test("is told that a pair is wrong, and is sent nowhere else by the address", async () => {
    const watched = await openPage(browser, consoleUrl, { viewport: { width: 390, height: 844 }, hasTouch: true });
    const { page } = watched;
    await page.goto("/sign-in?next=https%3A%2F%2Fevil.example");
    await page.getByLabel("E-mail address").fill(owner.email);
    await page.getByRole("textbox", { name: "Password" }).fill("not the password");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("alert").filter({ hasText: "not right" }).waitFor();
    await page.getByRole("textbox", { name: "Password" }).fill(owner.password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("heading", { name: "Home", level: 1 }).waitFor();
    expect(new URL(page.url()).origin).toBe(new URL(consoleUrl).origin);
    await watched.close();
  });

  test("comes in by an invitation, sees what the role allows, and is out when removed", async () => {
    const email = "vera@example.com";
    const invite = await post(`${consoleUrl}/api/invitations`, { email, role: "viewer" }, signedIn.headers);
    const { link } = JSON.parse(invite.text) as { link: string };
    const watched = await openPage(browser, consoleUrl);
    const { page } = watched;
    await page.goto(link.slice(consoleUrl.length));
    await page.getByText(email).waitFor();
    expect(await watched.findBarriers()).toEqual([]);
    await page.getByLabel("Your name").fill("Vera <b>Viewer</b>");
    await page.getByRole("textbox", { name: "Choose a password" }).fill("four quite different words");
    await page.getByRole("button", { name: "Accept and sign in" }).click();
    await page.getByRole("status").filter({ hasText: "Live" }).waitFor();
    await page.getByRole("button", { name: "Account: Vera <b>Viewer</b>" }).waitFor();
    await page.goto("/activity");
    await rowsOf(page, "echo").first().click();
    await page.getByText("Your role sees that a call happened").waitFor();
    expect(watched.problems).toEqual([]);
    const { people } = JSON.parse((await send(`${consoleUrl}/api/people`, signedIn)).text) as {
      people: { id: string; email: string }[];
    };
    const id = people.find((person) => person.email === email)?.id;
    await send(`${consoleUrl}/api/people/${id}`, { method: "DELETE", ...signedIn });
    await page.waitForURL(/\/sign-in\?next=/, { timeout: 40_000 });
    await page.goto(link.slice(consoleUrl.length));
    await page.getByText("This link cannot be used").waitFor();
    await watched.close();
  });
});

test("an address that is none gets a page that says so, and a way back", async () => {
  await visit("/no/such/page", async ({ page }) => {
    await page.getByText("There is no such page").waitFor();
    await page.getByRole("link", { name: "Go to Home" }).click();
    await page.getByRole("heading", { name: "Home", level: 1 }).waitFor();
  });
});

test("the policy allows its own files and nothing else", async () => {
  const { headers } = await send(`${consoleUrl}/`, { headers: { accept: "text/html" } });
  const policy = String(headers["content-security-policy"]);
  expect(policy).toMatch(/default-src 'none'/);
  expect(policy).toMatch(/script-src 'self'(;|$)/);
  expect(policy).not.toMatch(/unsafe-|\*|https?:/);
  expect(headers).toMatchObject({
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": expect.any(String),
  });
});
