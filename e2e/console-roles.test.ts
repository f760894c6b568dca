// @needs chromium
import { hostname } from "node:os";
import { can, type Permission, type Role, roles } from "@mcp-tools/governance";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { App } from "./harness/app.ts";
import { isLive, openBrowser, openSignedIn, walkTo } from "./harness/browser.ts";
import { open, send } from "./harness/http.ts";
import { openLab } from "./harness/lab.ts";
import { addPerson, becomeOwner, owner, type SignedIn } from "./harness/sign-in.ts";

/** The rail's pages, and what one has to be allowed to see each. */
const pages = [
  ["/", "Home", "overview.read"],
  ["/approvals", "Approvals", "approvals.read"],
  ["/activity", "Activity", "calls.read"],
  ["/sessions", "Sessions", "sessions.read"],
  ["/tools", "Tools", "tools.read"],
  ["/toolsets", "Toolsets", "policy.read"],
  ["/keys", "Keys", "keys.read"],
  ["/rules", "Rules", "policy.read"],
  ["/limits", "Limits", "policy.read"],
  ["/credentials", "Credentials", "credentials.read"],
  ["/people", "People", "people.read"],
  ["/settings", "Settings", "settings.read"],
  ["/about", "About", "overview.read"],
] as const satisfies readonly (readonly [string, string, Permission])[];

const lab = openLab();
let browser: Browser;
let app: App;
let consoleUrl: string;
let signedIn: SignedIn;
const people = new Map<Role, Pick<SignedIn, "cookie" | "browserCookie">>();

beforeAll(async () => {
  browser = await openBrowser();
  app = await lab.start("launcher", { env: { AUTH: "keys", TOOL_PACKS: "time,memory" } });
  consoleUrl = app.url("admin");
  signedIn = await becomeOwner(app);
  for (const role of roles)
    people.set(
      role,
      await addPerson(consoleUrl, signedIn, { email: `${role}@example.com`, name: `The ${role} one`, role }),
    );
});
afterAll(async () => {
  await browser.close();
  await lab.close();
});

function personOf(role: Role) {
  const person = people.get(role);
  if (person === undefined) throw new Error(`Nobody has the role ${role}`);
  return person;
}

describe.each(roles)("the role %s", (role) => {
  test("finds in the rail the pages that it may see, and is refused the others at their address", async () => {
    const watched = await openSignedIn(browser, consoleUrl, personOf(role));
    const { page, problems } = watched;
    await page.goto("/");
    await isLive(watched);
    const rail = page.getByRole("navigation", { name: "Main" });
    const shown = await rail.getByRole("link").evaluateAll((links) => links.map((link) => link.getAttribute("href")));
    expect(shown).toEqual(pages.filter(([, , needs]) => can(role, needs)).map(([path]) => path));
    for (const [path, heading, needs] of pages) {
      if (can(role, needs)) {
        await rail.locator(`a[href="${path}"]`).click();
        await page.getByRole("heading", { name: heading, level: 1 }).waitFor();
      } else {
        await walkTo(watched, path);
        await page.getByText("Your role does not show this page").waitFor();
      }
      // A page asks for nothing that its reader may not have, and shows no button that would be refused.
      expect([path, problems.splice(0)]).toEqual([path, []]);
    }
    await watched.close();
  });

  test("is answered by the API as the table of permissions says, route by route", async () => {
    const { cookie } = personOf(role);
    const answers: [string, boolean][] = [];
    for (const { line, method, path } of await listRoutes())
      answers.push([line, await isRefused(method, path, cookie)]);
    expect(answers).toEqual(
      (await listRoutes()).map(({ line, requirement }) => [
        line,
        requirement !== "signed_in" && !can(role, requirement),
      ]),
    );
  });
});

test("whoever is not signed in is answered by nothing but what is public", async () => {
  for (const { line, method, path } of await listRoutes()) {
    const { status } = await ask(method, path, {});
    expect([line, status]).toEqual([line, 401]);
  }
});

describe.each([
  { language: "English", locale: "en-GB", refusal: "The current password is not right." },
  { language: "中文", locale: "zh-CN", refusal: "当前密码不正确。" },
])("in $language", ({ locale, refusal }) => {
  const places = [
    ...pages.map(([path]) => path),
    "/approvals?view=history",
    "/approvals?view=consents",
    ...["try", "schema", "access", "calls", "history"].map((tab) => `/tools/create_entities?tab=${tab}`),
    "/toolsets/-/new",
    "/keys/new",
    "/rules/-/new",
    "/rules/-/history",
    "/people?view=tokens",
    "/settings?view=file",
    "/account",
    "/welcome",
    "/no/such/page",
  ];

  test("every page speaks it, and shows no key of a text instead", async () => {
    const watched = await openSignedIn(browser, consoleUrl, signedIn, { locale });
    const { page } = watched;
    const wrong = new Map<string, string>();
    const said = await readToolWords();
    await page.goto("/");
    await isLive(watched);
    for (const place of places) {
      await walkTo(watched, place);
      const texts = await page.evaluate(readTexts);
      expect(texts.length).toBeGreaterThan(10);
      for (const text of texts)
        if (keyOfText.test(text) || (locale === "zh-CN" && wordsIn(text, said).length > 0))
          wrong.set(text.slice(0, 120), place);
    }
    expect([...wrong]).toEqual([]);
    await watched.close();
  });

  test("the server's refusals speak it, too", async () => {
    const watched = await openSignedIn(browser, consoleUrl, signedIn, { locale });
    const { page } = watched;
    await page.goto("/account");
    await page.getByRole("textbox", { name: /^(Current password|当前密码)/ }).fill("not the password");
    await page.getByRole("textbox", { name: /^(New password|新密码)/ }).fill("several unrelated words more");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").getByText(refusal, { exact: true }).waitFor();
    await watched.close();
  });

  const keyOfText =
    /\b(nav|live|palette|theme|actions|confirm|forbidden|failed|notFound|roles|account|entrance|connect|welcome|approvals|sessions|toolsets|keys|rules|limits|credentials|people|settings|about|access|accessHelp|outcome|outcomeHelp|transport|changes|home|tools|activity|table)\.[a-z]\w+/;

  /** English ones, other than names of people, machines, programs, formats and units. */
  function wordsIn(text: string, said: ReadonlySet<string>): string[] {
    if (said.has(text.trim())) return [];
    const names = new Set(`${knownNames} ${owner.name} ${hostname()} The one ${roles.join(" ")}`.split(/[\s.,]/));
    return [...text.replaceAll(/\S*[/@]\S*/g, "").matchAll(/[A-Za-z][\w'-]+/g)]
      .map(([word]) => word)
      .filter((word) => !/\d/.test(word) && !names.has(word) && !said.has(word));
  }

  /** What tools say of themselves is in the language of whoever wrote them, whole and in the parts that are set as code. */
  async function readToolWords(): Promise<ReadonlySet<string>> {
    const { tools, packs } = JSON.parse((await send(`${consoleUrl}/api/tools`, signedIn)).text) as Record<
      string,
      unknown
    >;
    const words: string[] = [];
    JSON.stringify([tools, packs], (key, value: unknown) => {
      words.push(key);
      if (typeof value === "string") words.push(value, ...value.split("`").map((part) => part.trim()));
      return value;
    });
    return new Set(words);
  }
});

const knownNames =
  "mcp-tools mcp-sse admin MCP API JSON YAML HTTP HTTPS SSE stdio CLI CSV JSONL SQL OpenAPI Redis PostgreSQL Node linux token Token id ID IP URL UTC CPU GB MB kB KB ms Ctrl MIT curl TypeScript Cursor Claude Desktop Code VS Codex English Authorization Bearer read_ key ci user oauth local JWT OAuth Sentry OpenTelemetry OpenID Connect npm auto time fetch memory files info";

/** What is written and said of the page; neither code nor names, which are not translated. */
function readTexts(): string[] {
  const found: string[] = [];
  for (const element of document.body.querySelectorAll("*")) {
    if (element.closest("code, pre, kbd, bdi, script, noscript, style, textarea, [translate=no]") !== null) continue;
    for (const node of element.childNodes)
      if (node.nodeType === Node.TEXT_NODE && node.textContent !== null && node.textContent.trim() !== "")
        found.push(node.textContent.trim());
    for (const name of ["aria-label", "placeholder", "title", "alt"]) {
      const text = element.getAttribute(name);
      if (text !== null && text.trim() !== "") found.push(text);
    }
  }
  return found;
}

interface Operation {
  readonly "x-permission": Permission | "signed_in" | "public";
}

/** What the API says of itself, but for what is public. Signing out comes last, because it works. */
async function listRoutes() {
  const { paths } = JSON.parse((await send(`${consoleUrl}/api/openapi.json`, signedIn)).text) as {
    paths: Record<string, Record<string, Operation>>;
  };
  const routes = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).flatMap(([method, { "x-permission": requirement }]) =>
      requirement === "public"
        ? []
        : [
            {
              line: `${method.toUpperCase()} ${path}`,
              method: method.toUpperCase(),
              path: path.replaceAll(/{\w+}/g, "0199b7a2-51d4-7c1e-8a55-2f60c9a1b001"),
              requirement,
            },
          ],
    ),
  );
  expect(routes.length).toBeGreaterThan(60);
  return routes.toSorted((a, b) => Number(a.path.includes("sign-out")) - Number(b.path.includes("sign-out")));
}

/** @throws Error for an answer that is neither a refusal nor one of somebody who may */
async function isRefused(method: string, path: string, cookie: string): Promise<boolean> {
  const { status, code } = await ask(method, path, { cookie });
  if (status === 401 || status >= 500) throw new Error(`${method} ${path}: ${status}`);
  return status === 403 && code === "forbidden";
}

/** The head of the answer and its error, if there is one: one of the routes is a stream without an end. */
async function ask(method: string, path: string, headers: Record<string, string>) {
  const own = { origin: consoleUrl, ...(method === "GET" ? {} : { "content-type": "application/json" }), ...headers };
  const response = await open(`${consoleUrl}${path}`, { method, headers: own });
  const status = response.statusCode ?? 0;
  if (status < 400) {
    response.destroy();
    return { status, code: undefined };
  }
  const { error } = JSON.parse(Buffer.concat(await response.toArray()).toString()) as { error?: { code?: string } };
  return { status, code: error?.code };
}
