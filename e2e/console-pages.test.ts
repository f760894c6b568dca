// @needs chromium
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isLive, openBrowser, openSignedIn, overflowOf, type WatchedPage } from "./harness/browser.ts";
import { openLab } from "./harness/lab.ts";
import { becomeOwner } from "./harness/sign-in.ts";

const named = ["Approvals", "Activity", "Sessions", "Tools", "Toolsets", "Keys", "Rules", "Limits", "Credentials"];
const pages = [
  { path: "/", heading: "Home" },
  { path: "/tools/create_entities", heading: "Tools" },
  { path: "/account", heading: "Your account" },
  { path: "/welcome", heading: "Welcome" },
  ...[...named, "People", "Settings", "About"].map((heading) => ({ path: `/${heading.toLowerCase()}`, heading })),
];

const lab = openLab();
let browser: Browser;
let watched: Record<"wide" | "phone", WatchedPage>;

beforeAll(async () => {
  browser = await openBrowser();
  const app = await lab.start("launcher", { env: { TOOL_PACKS: "time,memory" } });
  const signedIn = await becomeOwner(app);
  const url = app.url("admin");
  // One window each for all pages: a new one loads everything anew.
  watched = {
    wide: await openSignedIn(browser, url, signedIn, { viewport: { width: 1440, height: 900 } }),
    phone: await openSignedIn(browser, url, signedIn, { viewport: { width: 390, height: 844 }, hasTouch: true }),
  };
});
afterAll(async () => {
  await browser.close();
  await lab.close();
});

// Each page is loaded in both themes, and looked at in both at each width.
describe.each([
  { width: "wide", loaded: "light", switched: "dark" },
  { width: "phone", loaded: "dark", switched: "light" },
] as const)("on a $width screen", ({ width, loaded, switched }) => {
  test.for(pages)("$path loads without a complaint, fits, and has no barrier", async ({ path, heading }) => {
    const { page, problems, findBarriers } = watched[width];
    await page.emulateMedia({ colorScheme: loaded });
    await page.goto(path);
    await isLive(watched[width]);
    // On a phone the panel takes the place of the list.
    if (width === "wide" || path !== "/tools/create_entities")
      await page.getByRole("heading", { name: heading, level: 1 }).waitFor();
    await page.waitForLoadState("load");
    expect(await overflowOf(watched[width])).toBe(0);
    expect(await themeOf(page)).toBe(loaded);
    expect(await findBarriers()).toEqual([]);
    await page.emulateMedia({ colorScheme: switched });
    await expect.poll(() => themeOf(page)).toBe(switched);
    expect(await overflowOf(watched[width])).toBe(0);
    expect(await findBarriers({ contrastOnly: true })).toEqual([]);
    // Taken away, so that the next page answers for its own alone.
    expect(problems.splice(0)).toEqual([]);
  });
});

function themeOf(page: WatchedPage["page"]): Promise<string | undefined> {
  return page.evaluate(() => document.documentElement.dataset["mantineColorScheme"]);
}
