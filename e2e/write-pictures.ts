// Writes the pictures of docs/ADMIN_SERVICE.md: `node scripts/run.mjs docs:pictures`, after a build. Needs Chromium.
import { spawn } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import UPNG from "upng-js";
import { isLive, openBrowser, openPage } from "./harness/browser.ts";
import { findFreePort } from "./harness/find-free-port.ts";
import { send } from "./harness/http.ts";
import { until } from "./harness/until.ts";

interface Picture {
  readonly name: string;
  readonly path: string;
  /** What is done on the page before it is taken. */
  readonly prepare?: (page: Page) => Promise<unknown>;
}

const root = join(import.meta.dirname, "..");
const folder = join(root, "docs/images/console");
const languages = { en: "en-GB", zh: "zh-CN" } as const;
const colours = 128;

const firstRow = (page: Page) => page.getByRole("row").nth(1).getByRole("link").first().click();
const button = (page: Page, name: RegExp) => page.getByRole("button", { name }).first().click();

const pictures: readonly Picture[] = [
  { name: "home", path: "/" },
  { name: "welcome", path: "/welcome", prepare: (page) => button(page, /^(Make a key|创建密钥)$/) },
  { name: "approvals", path: "/approvals" },
  { name: "approval", path: "/approvals", prepare: (page) => page.getByRole("link", { name: /write_file/ }).click() },
  { name: "activity", path: "/activity" },
  { name: "call", path: "/activity?tool=fetch&outcome=ok", prepare: firstRow },
  { name: "sessions", path: "/sessions" },
  { name: "tools", path: "/tools" },
  { name: "try-it", path: "/tools/fetch?tab=try", prepare: tryFetch },
  { name: "toolsets", path: "/toolsets/docs" },
  { name: "keys", path: "/keys" },
  { name: "new-key", path: "/keys/new" },
  { name: "rules", path: "/rules" },
  { name: "rule", path: "/rules/memory-asks", prepare: (page) => button(page, /What would this|它本会/) },
  { name: "limits", path: "/limits" },
  { name: "credentials", path: "/credentials" },
  { name: "people", path: "/people" },
  { name: "settings", path: "/settings" },
  { name: "settings-file", path: "/settings?view=file", prepare: planFile },
  { name: "about", path: "/about" },
  { name: "account", path: "/account" },
];

const [busy, entrance] = await Promise.all([serveDemo("tour"), serveDemo("entrance")]);
const browser = await openBrowser();
try {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  let bytes = 0;
  for (const language of ["en", "zh"] as const) {
    bytes += await take(browser, entrance.url, language, [{ name: "sign-in", path: "/sign-in" }]);
    bytes += await take(browser, busy.url, language, pictures);
  }
  console.log(`${(pictures.length + 1) * 2} pictures, ${Math.round(bytes / 1000)} kB`);
} finally {
  await browser.close();
  for (const { stop } of [busy, entrance]) stop();
}

/** @returns how many bytes they are */
async function take(
  browser: Browser,
  url: string,
  language: keyof typeof languages,
  pictures: readonly Picture[],
): Promise<number> {
  const watched = await openPage(browser, url, {
    locale: languages[language],
    colorScheme: "light",
    reducedMotion: "reduce",
  });
  let bytes = 0;
  for (const { name, path, prepare } of pictures) {
    // One each: some ask before they are left.
    const page = await watched.page.context().newPage();
    await page.goto(path);
    if (!path.startsWith("/sign-in")) await isLive({ page });
    await page.waitForLoadState("networkidle");
    await prepare?.(page);
    await page.waitForTimeout(500);
    const picture = shrink(await page.screenshot({ animations: "disabled" }));
    writeFileSync(join(folder, `${name}.${language}.png`), picture);
    bytes += picture.length;
    await page.close();
  }
  await watched.close();
  return bytes;
}

/** With fewer colours: a third of the size, and nobody sees it. */
function shrink(png: Buffer): Buffer {
  const { width, height, ...decoded } = UPNG.decode(new Uint8Array(png).buffer);
  const rgba = UPNG.toRGBA8({ width, height, ...decoded });
  return Buffer.from(UPNG.encode(rgba, width, height, colours));
}

async function tryFetch(page: Page): Promise<void> {
  await page.getByRole("textbox", { name: /url/i }).first().fill("https://example.com/docs/getting-started");
  await button(page, /^(Run|运行)$/);
  await page.getByText(/^(Done|完成)$/).waitFor({ timeout: 30_000 });
}

async function planFile(page: Page): Promise<void> {
  const file = `version: 1
policy:
  defaults:
    write: ask
  limits:
    callsPerMinute: 60
`;
  await page.getByRole("textbox").last().fill(file);
  await button(page, /Show what would change|查看/);
}

/** The console over made-up data. */
async function serveDemo(scene: string): Promise<{ url: string; stop(): void }> {
  const port = await findFreePort();
  const script = join(root, "apps/admin/src/testing/serve-demo.ts");
  const child = spawn(process.execPath, [script, String(port), scene], { stdio: ["ignore", "ignore", "inherit"] });
  const url = `http://127.0.0.1:${port}`;
  await until(`the demo ${scene} is served`, async () => (await send(url)).status === 200, { timeoutMs: 30_000 });
  return { url, stop: () => void child.kill() };
}
