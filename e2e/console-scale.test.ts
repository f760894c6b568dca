// @needs chromium
import { readdirSync, statSync, writeFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { silentLogger } from "@mcp-tools/core";
import { openDatabase } from "@mcp-tools/db";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { App } from "./harness/app.ts";
import { isLive, openBrowser, openPage, openSignedIn, type WatchedPage } from "./harness/browser.ts";
import { openLab } from "./harness/lab.ts";
import { becomeOwner, type SignedIn } from "./harness/sign-in.ts";

const toolCount = 10_000;
/** A million takes most of a minute: `E2E_AUDIT_ROWS=1000000`. */
const rowCount = Number(process.env["E2E_AUDIT_ROWS"] ?? 200_000);
const firstViewBytesMax = 250_000;
/** On a quiet machine with `E2E_STRICT_TIMES=1`; otherwise only what no load excuses. */
const isStrict = process.env["E2E_STRICT_TIMES"] === "1";
const limitsMs = isStrict ? { search: 100, open: 1000, other: 2000 } : { search: 2000, open: 10_000, other: 20_000 };

const lab = openLab();
let browser: Browser;
let app: App;
let consoleUrl: string;
let signedIn: SignedIn;

beforeAll(async () => {
  const toolsDir = lab.path("tools");
  mkdirSync(toolsDir);
  writeFileSync(join(toolsDir, "many.mjs"), manyTools);
  browser = await openBrowser();
  app = await lab.start("launcher", { env: { TOOLS_DIR: toolsDir, TOOL_PACKS: "none" }, timeoutMs: 60_000 });
  consoleUrl = app.url("admin");
  signedIn = await becomeOwner(app);
});
afterAll(async () => {
  await browser.close();
  await lab.close();
});

const manyTools = `
const verbs = ["get", "list", "create", "update", "delete", "search", "export", "sync"];
const things = ["invoice", "ticket", "deployment", "contact", "pipeline", "document", "order", "alert"];
export default Array.from({ length: ${toolCount} }, (_, at) => {
  const [verb, thing] = [verbs[at % 8], things[(at >> 3) % 8]];
  return {
    name: verb + "_" + thing + "_" + at,
    description: "Lets a model " + verb + " one " + thing + " of the system number " + at + ", and says what it did.",
    access: verb === "delete" ? "destructive" : "read",
    input: { type: "object", properties: { id: { type: "string" }, dryRun: { type: "boolean" } }, required: ["id"] },
    run: () => verb,
  };
});`;

async function visit(path: string): Promise<WatchedPage> {
  const watched = await openSignedIn(browser, consoleUrl, signedIn);
  await watched.page.goto(path);
  await isLive(watched);
  return watched;
}

describe(`with ${toolCount} tools`, () => {
  test("a search paints what it found soon after each key", async () => {
    const watched = await visit("/tools");
    const { page } = watched;
    await page.getByText("10,000 tools").first().waitFor();
    await page.getByRole("searchbox", { name: "Search tools" }).focus();
    const times: number[] = [];
    // Each of them leads to another list.
    for (const key of ["9", "8", "7", "Backspace", "Backspace", "Backspace", "4", "5", "6"])
      times.push(await paintAfter(page, key));
    const median = times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
    console.info(`a key to its list: median ${median.toFixed(0)} ms, most ${Math.max(...times).toFixed(0)} ms`);
    expect(median).toBeLessThan(limitsMs.search);
    expect(watched.problems).toEqual([]);
    await watched.close();
  });
});

/** From a key being pressed to the list that it leads to being on the screen. */
async function paintAfter(page: Page, key: string): Promise<number> {
  await page.evaluate(() => {
    const marks = { pressed: 0, painted: 0 };
    Object.assign(globalThis, { marks });
    document.addEventListener("keydown", ({ timeStamp }) => void (marks.pressed = timeStamp), {
      capture: true,
      once: true,
    });
    const observer = new MutationObserver(() => {
      observer.disconnect();
      // After the frame that shows it.
      requestAnimationFrame(() => setTimeout(() => (marks.painted = performance.now())));
    });
    const count = document.querySelector("search [role=status]");
    if (count !== null) observer.observe(count, { childList: true, characterData: true, subtree: true });
  });
  await page.keyboard.press(key);
  const painted = await page.waitForFunction(() => {
    const { marks } = globalThis as unknown as { marks: { pressed: number; painted: number } };
    return marks.painted > 0 && marks.painted - marks.pressed;
  });
  return Number(await painted.jsonValue());
}

describe(`with ${rowCount} calls in the audit`, () => {
  beforeAll(async () => {
    const started = performance.now();
    const { sql, close } = await openDatabase({
      dataDir: app.dataDir,
      logger: silentLogger,
      applicationName: "e2e",
      queryTimeoutMs: 300_000,
    });
    await sql.unsafe(seed);
    await sql.unsafe("analyze audit");
    await close();
    console.info(`${rowCount} rows in ${((performance.now() - started) / 1000).toFixed(1)} s`);
  }, 300_000);

  test("Activity opens and filters soon", async () => {
    const watched = await visit("/about");
    const { page } = watched;
    const rows = page.getByRole("table", { name: "Activity" }).getByRole("row");
    const opens: number[] = [];
    for (let time = 0; time < 3; time += 1) {
      await page.getByRole("link", { name: "About" }).click();
      await page.getByRole("heading", { name: "About", level: 1 }).waitFor();
      opens.push(
        await timed(async () => {
          await page.getByRole("link", { name: "Activity" }).click();
          await rows.nth(10).waitFor();
        }),
      );
    }
    const cold = await timed(async () => {
      await page.reload();
      await rows.nth(10).waitFor();
    });
    const filtered = await timed(async () => {
      await page.goto("/activity?outcome=error&tool=get_invoice_0");
      await rows.nth(3).waitFor();
    });
    console.info(`Activity: ${opens.join(", ")} ms by a click, ${cold} ms by its address, ${filtered} ms filtered`);
    // The best of three: what else the machine does is not the question.
    expect(Math.min(...opens)).toBeLessThan(limitsMs.open);
    expect(cold).toBeLessThan(limitsMs.other);
    expect(filtered).toBeLessThan(limitsMs.other);
    expect(watched.problems).toEqual([]);
    await watched.close();
  });

  test("Activity keeps its columns where only a part of its rows is in the page", async () => {
    const watched = await visit("/activity");
    const { page } = watched;
    const table = page.getByRole("table", { name: "Activity" });
    const columns = () =>
      table.evaluate((element: HTMLTableElement) => {
        const cells = [...(element.tHead?.rows[0]?.cells ?? [])].filter(({ offsetWidth }) => offsetWidth > 0);
        return { table: element.offsetWidth, cells: cells.map(({ offsetWidth }) => offsetWidth) };
      });
    await table.getByRole("row").nth(10).waitFor();
    const before = await columns();
    await page.waitForFunction(() => {
      scrollTo(0, document.documentElement.scrollHeight);
      return document.querySelector("tr[aria-hidden]") !== null;
    });
    expect(await columns()).toEqual(before);
    expect(watched.problems).toEqual([]);
    await watched.close();
  });

  test("Home opens soon", async () => {
    const watched = await visit("/about");
    const { page } = watched;
    const ms = await timed(async () => {
      await page.getByRole("link", { name: "Home" }).click();
      await page.getByText("Calls per minute").waitFor();
    });
    console.info(`Home: ${ms} ms`);
    expect(ms).toBeLessThan(limitsMs.other);
    await watched.close();
  });
});

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return Math.round(performance.now() - started);
}

/** Calls of the last hours of this week, each with an id of its time; their block is one that the chain does not have. */
const seed = `
  with span as (
    select greatest(date_trunc('week', now() at time zone 'utc') at time zone 'utc', now() - interval '6 hours') as began,
           now() - interval '1 minute' as ended
  ), moments as (
    select n, began + (ended - began) * (n::float8 / ${rowCount}) as at from span, generate_series(1, ${rowCount}) as n
  )
  insert into audit (id, block, kind, action, started_at, principal_id, principal_name, transport, client, tool, arguments,
                     outcome, message, duration_ms, result_bytes)
  select (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7000' || '8000' || lpad(to_hex(n), 12, '0'))::uuid,
         1, 'call', 'tools/call', at, 'key:' || (n % 20), 'key ' || (n % 20), (array['http', 'sse', 'stdio'])[1 + n % 3],
         'seed/1.0', 'get_invoice_' || (n % 50), json_build_object('id', n, 'note', md5(n::text))::text,
         case when n % 100 = 0 then 'error' else 'ok' end, case when n % 100 = 0 then 'No such invoice' end,
         n % 300, n % 5000
  from moments`;

describe("what the first view loads", () => {
  test.for([
    { view: "the sign-in page", isSignedIn: false, locale: "en-GB" },
    { view: "the sign-in page in 中文", isSignedIn: false, locale: "zh-CN" },
    { view: "Home", isSignedIn: true, locale: "en-GB" },
    { view: "Home in 中文", isSignedIn: true, locale: "zh-CN" },
  ])("is less than 250 kB for $view", async ({ view, isSignedIn, locale }) => {
    const watched = isSignedIn
      ? await openSignedIn(browser, consoleUrl, signedIn, { locale })
      : await openPage(browser, consoleUrl, { locale });
    const { page } = watched;
    await page.goto("/");
    await (isSignedIn ? isLive(watched) : page.waitForURL(/\/sign-in/));
    // The chart comes last, once there is something to draw.
    if (isSignedIn) await page.getByRole("main").locator("canvas").first().waitFor();
    await page.waitForLoadState("networkidle");
    const paths = await page.evaluate(() =>
      performance.getEntriesByType("resource").map(({ name }) => new URL(name).pathname),
    );
    const files = [...new Set(paths)].filter((path) => !path.startsWith("/api/"));
    const bytes = ["/index.html", ...files].reduce((sum, path) => sum + sentBytes(path), 0);
    console.info(`${view}: ${Math.round(bytes / 1000)} kB in ${files.length} files`);
    expect(files.length).toBeGreaterThan(3);
    expect(bytes).toBeLessThan(firstViewBytesMax);
    await watched.close();
  });

  const webDir = join(import.meta.dirname, "..", "apps", "admin", "dist", "web");

  /** As sent with gzip, or as it is where it is too small for that. */
  function sentBytes(path: string): number {
    const folder = join(webDir, path, "..");
    const name = path.split("/").at(-1) ?? "";
    const found = readdirSync(folder).filter((file) => file === name || file === `${name}.gz`);
    if (found.length === 0) throw new Error(`${path} was loaded and is not in the build`);
    return Math.min(...found.map((file) => statSync(join(folder, file)).size));
  }
});
