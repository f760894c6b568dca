import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import axe from "axe-core";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import type { SignedIn } from "./sign-in.ts";

/** A page that notes whatever a page should not do. */
export interface WatchedPage {
  readonly page: Page;
  /** Errors on its console, faults, dialogs, failed requests, requests to other hosts, violations of its policy. */
  readonly problems: string[];
  /** What axe finds wrong, one line each; of colours alone, where all else was looked at in the other theme. */
  findBarriers(options?: { readonly contrastOnly?: boolean }): Promise<string[]>;
  close(): Promise<void>;
}

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** @throws Error where there is no browser */
export function openBrowser(): Promise<Browser> {
  const folders = [...(process.env["PATH"] ?? "").split(delimiter), "/usr/bin"];
  const executablePath = names
    .flatMap((name) => folders.map((folder) => join(folder, name)))
    .find((path) => existsSync(path));
  if (executablePath === undefined)
    throw new Error("Chromium is missing: `bash scripts/install-test-deps.sh` installs it");
  // Its own sandbox needs rights that root in a container does not have.
  return chromium.launch({
    executablePath,
    args: ["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking", "--disable-gpu"],
  });
}

export async function openPage(
  browser: Browser,
  baseURL: string,
  options: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({
    baseURL,
    locale: "en-GB",
    timezoneId: "UTC",
    viewport: { width: 1440, height: 900 },
    ...options,
  });
  const problems: string[] = [];
  await context.exposeFunction("noteViolation", (violation: string) => void problems.push(`policy: ${violation}`));
  await context.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      const { violatedDirective, blockedURI, sourceFile, lineNumber, columnNumber, sample } = event;
      (globalThis as unknown as { noteViolation: (text: string) => void }).noteViolation(
        `${violatedDirective} ${blockedURI} at ${sourceFile}:${lineNumber}:${columnNumber} ${sample}`,
      );
    });
  });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  page.on("console", (message) => {
    // That a network interface of the machine came or went says nothing of the page.
    if (message.type() === "error" && !message.text().includes("ERR_NETWORK_CHANGED"))
      problems.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => void problems.push(`fault: ${error.message}`));
  page.on("dialog", (dialog) => {
    problems.push(`dialog: ${dialog.message()}`);
    // It may be gone with its page.
    dialog.dismiss().catch(() => {});
  });
  page.on("request", (request) => {
    if (new URL(request.url()).origin !== new URL(baseURL).origin && !request.url().startsWith("data:"))
      problems.push(`other host: ${request.url()}`);
  });
  page.on(
    "response",
    (response) => void (response.status() >= 400 && problems.push(`${response.status()}: ${response.url()}`)),
  );
  return {
    page,
    problems,
    async findBarriers({ contrastOnly = false } = {}) {
      // Until its texts are there a page is empty.
      await page.locator("h1").first().waitFor();
      // Reading half a megabyte of script takes longer than what it does: once for a page that was loaded.
      if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(axe.source);
      const violations = await page.evaluate(runAxe, contrastOnly ? { runOnly: ["color-contrast"] } : {});
      return violations.map(({ id, help, targets }) => `${id}: ${help} (${targets.join(", ")})`);
    },
    close: () => context.close(),
  };
}

/** Runs in the page, once what was changing its colours has ended. */
async function runAxe(options: axe.RunOptions) {
  const moving = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity);
  await Promise.allSettled(moving.map(({ finished }) => finished));
  const { axe } = globalThis as unknown as { axe: typeof import("axe-core") };
  const { violations } = await axe.run(document, { ...options, resultTypes: ["violations"] });
  return violations.map(({ id, help, nodes }) => ({ id, help, targets: nodes.map(({ target }) => target.join(" ")) }));
}

/** A page in a browser of its own, where somebody is signed in. */
export async function openSignedIn(
  browser: Browser,
  baseURL: string,
  { browserCookie }: Pick<SignedIn, "browserCookie">,
  options: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const watched = await openPage(browser, baseURL, options);
  await watched.page.context().addCookies([{ ...browserCookie, httpOnly: true, sameSite: "Strict" }]);
  return watched;
}

/** Waits until the page has its live connection. */
export function isLive({ page }: Pick<WatchedPage, "page">): Promise<void> {
  return page
    .getByRole("status")
    .filter({ hasText: /^(Live|实时)$/ })
    .waitFor();
}

/** How many pixels of the page are out of sight at its right. */
export function overflowOf({ page }: Pick<WatchedPage, "page">): Promise<number> {
  return page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - innerWidth));
}

/** Goes to an address as a link of the page would, and waits until it is there with what it shows. */
export async function walkTo({ page }: Pick<WatchedPage, "page">, path: string): Promise<void> {
  await page.evaluate((to) => history.pushState({}, "", to), path);
  await page.waitForFunction(
    (to) =>
      `${location.pathname}${location.search}` === to &&
      document.querySelector("h1, h2") !== null &&
      document.querySelector(".mantine-Skeleton-root") === null,
    path,
  );
  // What was rendered a moment ago may ask for more.
  await page.waitForTimeout(150);
}
