// @needs chromium
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { App } from "./harness/app.ts";
import { isLive, openBrowser, openSignedIn } from "./harness/browser.ts";
import { callTool } from "./harness/call-tool.ts";
import { send } from "./harness/http.ts";
import { openLab } from "./harness/lab.ts";
import { addPerson, becomeOwner, type SignedIn } from "./harness/sign-in.ts";
import { until } from "./harness/until.ts";

/** What the console says when something goes otherwise than whoever sits before it thinks. */
const lab = openLab();
let browser: Browser;
let app: App;
let consoleUrl: string;
let signedIn: SignedIn;
let secret: string;

beforeAll(async () => {
  browser = await openBrowser();
  app = await lab.start("launcher", { env: { AUTH: "keys", TOOL_PACKS: "time,memory" } });
  consoleUrl = app.url("admin");
  signedIn = await becomeOwner(app);
  secret = (await ask<{ secret: string }>("POST", "/keys", { name: "robot" })).secret;
  await ask("PUT", "/policy", {
    basedOn: 0,
    document: { rules: [], approvals: { holdSeconds: 0, expireMinutes: 60 } },
  });
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

const openOwners = (options: Parameters<typeof openSignedIn>[3] = {}) =>
  openSignedIn(browser, consoleUrl, signedIn, options);

/** Somebody else saves a version of the policy. */
async function changePolicy(title: string): Promise<void> {
  const { version, document } = await ask<{ version: number; document: object }>("GET", "/policy");
  await ask("PUT", "/policy", { basedOn: version, document: { ...document, tools: { read_graph: { title } } } });
}

async function callGated(): Promise<void> {
  const headers = { authorization: `Bearer ${secret}` };
  await callTool(app.url(), "delete_entities", { entityNames: ["nobody"] }, { headers });
}

async function showsPart(page: Page, heading: string): Promise<string> {
  return page
    .locator("section")
    .filter({ has: page.getByRole("heading", { name: heading, exact: true }) })
    .innerText();
}

test("Home says that nothing waits only once it knows, and names what does first", async () => {
  const watched = await openOwners();
  const { page } = watched;
  let answer = () => {};
  const asked = new Promise<void>((resolve) => (answer = resolve));
  // The live stream tells it, too.
  await page.route(/\/api\/(approvals\/count|events)$/, async (route) => {
    await asked;
    await route.continue();
  });
  await page.goto("/");
  await page.getByRole("heading", { name: "Needs a person" }).waitFor();
  await page.getByText("Calls per minute").waitFor();
  expect(await page.getByText("No call waits for a person").count()).toBe(0);
  expect(await page.getByText("Nothing needs you now.").count()).toBe(0);
  answer();
  await page.getByText("No call waits for a person").waitFor();
  await page.getByText("Nothing needs you now.").waitFor();

  await callGated();
  const row = page.getByRole("listitem").filter({ hasText: "1 call waits for a person" });
  await row.waitFor();
  expect(await showsPart(page, "Needs a person")).not.toContain("Nothing needs you");
  await row.getByRole("link").click();
  await page.waitForURL(/\/approvals$/);
  expect(watched.problems).toEqual([]);
  await watched.close();
});

test.for([
  { locale: "en-GB", why: "Tools that may destroy need approval unless a rule says otherwise." },
  { locale: "zh-CN", why: "可能造成破坏的工具默认需要审批，规则另有规定的除外。" },
])("why a call asks is a sentence in $locale", async ({ locale, why }) => {
  await callGated();
  const watched = await openOwners({ locale });
  const { page } = watched;
  await page.goto("/approvals");
  const row = page.getByRole("row").filter({ hasText: why }).first();
  await row.waitFor();
  await row.getByRole("link").first().click();
  await page.getByRole("complementary").or(page.getByRole("dialog")).getByText(why).waitFor();
  expect(watched.problems).toEqual([]);
  await watched.close();
});

describe("a change that somebody else was quicker with", () => {
  test.for([
    { path: "/rules/-/new", name: "Id", typed: "Description", read: "rules" },
    { path: "/toolsets/-/new", name: "Name", typed: "Description", read: "toolsets" },
  ])("is told where the eye is, and what was typed at $path is given up only when asked", async (form) => {
    const watched = await openOwners({ viewport: { width: 1280, height: 560 } });
    const { page } = watched;
    await page.goto(form.path);
    const field = page.getByRole("textbox", { name: form.typed, exact: true });
    await page.getByRole("textbox", { name: form.name, exact: true }).fill("mine");
    await field.fill("What I typed");
    await changePolicy(form.read);
    await page.keyboard.press("Control+Enter");
    const alert = page.getByRole("alert").filter({ hasText: "Somebody changed the policy" });
    await alert.getByText(/Version \d+ is by e2e,/).waitFor();
    const again = page.getByRole("button", { name: "Look again" });
    const isSeen = await again.evaluate((button) => {
      const { top, bottom } = button.getBoundingClientRect();
      return top >= 0 && bottom <= innerHeight;
    });
    expect(isSeen).toBe(true);
    expect(await alert.evaluate((box) => box === document.activeElement)).toBe(true);

    await again.click();
    const question = page.getByRole("dialog", { name: "Give up your changes?" });
    await question.waitFor();
    await question.getByRole("button", { name: "Cancel" }).last().click();
    expect(await field.inputValue()).toBe("What I typed");
    await again.click();
    await question.getByRole("button", { name: "Give up changes" }).click();
    await until("the newest version is there", async () => (await field.inputValue()) === "");
    expect(watched.problems.filter((problem) => !problem.includes("409"))).toEqual([]);
    await watched.close();
  });
});

test("a condition that says nothing is not saved", async () => {
  const watched = await openOwners();
  const { page } = watched;
  await page.goto("/rules/-/new");
  await page.getByRole("textbox", { name: "Id", exact: true }).fill("half");
  await page.getByRole("button", { name: "Add condition" }).click();
  await page.getByRole("button", { name: "Save rule" }).click();
  await page.getByText("Say which argument, such as /path.").waitFor();
  await page.getByText('Say which value. "" stands for an empty text.').waitFor();
  await page.getByText("Ask a person before everyone may call all tools", { exact: true }).waitFor();
  await page.getByRole("textbox", { name: "Argument", exact: true }).fill("/path");
  await page.getByRole("textbox", { name: "Value", exact: true }).fill('""');
  await page.getByRole("button", { name: "Save rule" }).click();
  await page.waitForURL(/\/rules$/);
  const { document } = await ask<{ document: { rules: { match: object }[] } }>("GET", "/policy");
  expect(document.rules.map(({ match }) => match)).toEqual([{ arguments: [{ pointer: "/path", equals: "" }] }]);
  expect(watched.problems).toEqual([]);
  await watched.close();
});

test("whose session ends in the middle is told so at the entrance, in either language", async () => {
  const person = await addPerson(consoleUrl, signedIn, { email: "ada@example.com", name: "Ada", role: "admin" });
  const watched = await openSignedIn(browser, consoleUrl, person);
  const { page } = watched;
  await page.goto("/rules/-/new");
  await isLive(watched);
  await page.getByRole("textbox", { name: "Id", exact: true }).fill("mine");
  await page.context().clearCookies();
  await page.keyboard.press("Control+Enter");
  await page.waitForURL(/\/sign-in\?next=%2Frules/);
  await page.getByRole("status").filter({ hasText: "Your session has ended. Sign in again." }).waitFor();

  await page.getByLabel("E-mail address").fill("ada@example.com");
  await page.getByRole("textbox", { name: "Password" }).fill("none of hers at all");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("alert").filter({ hasText: "not right" }).waitFor();
  await page.getByRole("button", { name: /中文|Language/ }).click();
  await page.getByRole("alert").filter({ hasText: "邮箱或密码不正确。" }).waitFor();
  await page.getByRole("status").filter({ hasText: "会话已结束，请重新登录。" }).waitFor();
  // Nothing was asked on the way, since nobody could have stayed.
  expect(watched.problems.filter((problem) => !problem.includes("401"))).toEqual([]);
  await watched.close();
});

test("two quick clicks revoke a key once", async () => {
  const { key } = await ask<{ key: { id: string } }>("POST", "/keys", { name: "short-lived" });
  const watched = await openOwners();
  const { page } = watched;
  const sent: string[] = [];
  page.on("request", (request) => void (request.url().endsWith("/revoke") && sent.push(request.url())));
  await page.goto(`/keys/${key.id}`);
  await page.getByRole("button", { name: "Revoke key" }).click();
  const dialog = page.getByRole("dialog", { name: /short-lived/ });
  await dialog.getByRole("textbox").fill("short-lived");
  await dialog.getByRole("button", { name: "Revoke key" }).evaluate((button: HTMLButtonElement) => {
    button.click();
    button.click();
    setTimeout(() => button.click(), 10);
  });
  await dialog.waitFor({ state: "detached" });
  expect(sent).toHaveLength(1);
  expect(watched.problems).toEqual([]);
  await watched.close();
});

test("callers and authors have names where their ids are known", async () => {
  await callGated();
  const watched = await openOwners();
  const { page } = watched;
  await page.goto("/tools/delete_entities?tab=calls");
  await page.getByRole("listitem").filter({ hasText: "robot" }).first().waitFor();
  await page.goto("/rules/-/history");
  await page.getByRole("listitem").filter({ hasText: "by e2e" }).first().waitFor();
  expect(watched.problems).toEqual([]);
  await watched.close();
});

describe("whom their role does not let", () => {
  test("an approver is offered no form for what is new", async () => {
    const person = await addPerson(consoleUrl, signedIn, { email: "app@example.com", name: "App", role: "approver" });
    const watched = await openSignedIn(browser, consoleUrl, person);
    const { page } = watched;
    for (const path of ["/rules/-/new", "/toolsets/-/new"]) {
      await page.goto(path);
      await page.getByRole("heading", { name: "Your role does not show this page" }).waitFor();
    }
    await page.goto("/rules");
    await page.getByRole("heading", { name: "Rules", level: 1 }).waitFor();
    expect(watched.problems).toEqual([]);
    await watched.close();
  });

  test("a viewer is welcomed without the step that they cannot take", async () => {
    const person = await addPerson(consoleUrl, signedIn, { email: "vic@example.com", name: "Vic", role: "viewer" });
    const watched = await openSignedIn(browser, consoleUrl, person);
    const { page } = watched;
    await page.goto("/welcome");
    await page.getByText("Two steps: connect a client, and see its first call.").waitFor();
    await page.getByRole("heading", { name: "See its first call" }).waitFor();
    expect(await page.getByRole("heading", { name: "Approve a call that asks" }).count()).toBe(0);
    expect(watched.problems).toEqual([]);
    await watched.close();
  });
});
