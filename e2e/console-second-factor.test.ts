// @needs chromium
import { createHmac } from "node:crypto";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { App } from "./harness/app.ts";
import { openBrowser, openPage, openSignedIn, overflowOf, type WatchedPage } from "./harness/browser.ts";
import { send } from "./harness/http.ts";
import { openLab } from "./harness/lab.ts";
import { addPerson, becomeOwner, owner, post, type SignedIn } from "./harness/sign-in.ts";

/** Each test signs in from an address of its own: from one, so many attempts a minute are too many. */
let addresses = 0;
const elsewhere = () => ({ extraHTTPHeaders: { "x-forwarded-for": `192.0.2.${(addresses += 1)}` } });

const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

const lab = openLab();
let browser: Browser;
let app: App;
let consoleUrl: string;
let signedIn: SignedIn;

beforeAll(async () => {
  browser = await openBrowser();
  app = await lab.start("launcher", { env: { AUTH: "keys", TOOL_PACKS: "time", TRUSTED_PROXIES: "loopback" } });
  consoleUrl = app.url("admin");
  signedIn = await becomeOwner(app);
});
afterAll(async () => {
  await browser.close();
  await lab.close();
});

/** What an authenticator app shows `away` half minutes from now: RFC 6238, from the key as a person would type it. */
function codeOf(key: string, away = 0): string {
  const bits = Array.from(key.replace(/\s/g, ""), (one) =>
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(one).toString(2).padStart(5, "0"),
  ).join("");
  const secret = Buffer.from(bits.match(/.{8}/g)?.map((byte) => Number.parseInt(byte, 2)) ?? []);
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + away));
  const hash = createHmac("sha1", secret).update(counter).digest();
  const offset = (hash.at(-1) ?? 0) & 15;
  return String((hash.readUInt32BE(offset) & 0x7fff_ffff) % 1_000_000).padStart(6, "0");
}

async function givePassword({ page }: WatchedPage, next: string): Promise<void> {
  await page.goto(`/sign-in?next=${encodeURIComponent(next)}`);
  await page.getByLabel("E-mail address").fill(owner.email);
  await page.getByRole("textbox", { name: "Password" }).fill(owner.password);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Enter your code" }).waitFor();
}

/** Of the owner, once there are some. */
let key: string;
let backupCodes: string[];

test("is set up on the account page, with an app's first code, and gives backup codes once", async () => {
  const watched = await openSignedIn(browser, consoleUrl, signedIn, elsewhere());
  const { page, problems } = watched;
  await page.goto("/account");
  await page.getByRole("button", { name: "Set up" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "Current password" }).fill(owner.password);
  await page.keyboard.press("Enter");
  await dialog.getByRole("img", { name: /QR code/ }).waitFor();
  expect(await watched.findBarriers()).toEqual([]);
  key = await dialog.locator("code").innerText();
  expect(key).toMatch(/^(?:[A-Z2-7]{4} ?){8,}$/);

  const code = dialog.getByLabel("Code of six digits");
  expect(await code.evaluate((field) => field === document.activeElement)).toBe(true);
  await code.fill(codeOf(key, 9));
  await page.keyboard.press("Enter");
  await dialog.getByText("The code is not right.").waitFor();
  // Told as an answer and on the browser's console.
  expect(problems.splice(0)).toHaveLength(2);
  await code.fill(codeOf(key));
  await page.keyboard.press("Enter");
  const shown = dialog.getByRole("group", { name: "Backup codes" });
  backupCodes = (await shown.innerText()).trim().split("\n");
  expect(backupCodes).toHaveLength(10);
  expect(await watched.findBarriers()).toEqual([]);
  const downloading = page.waitForEvent("download");
  await dialog.getByRole("link", { name: "Download" }).click();
  expect((await downloading).suggestedFilename()).toBe("mcp-tools-backup-codes.txt");
  await page.keyboard.press("Escape");
  expect(await shown.isVisible()).toBe(true);
  await dialog.getByRole("button", { name: "I have saved it" }).click();
  await page.getByText("10 backup codes are left.").waitFor();
  expect(await watched.findBarriers()).toEqual([]);
  expect(problems).toEqual([]);
  await watched.close();
});

test("is asked for after the password, and leads to where one wanted to go", async () => {
  const watched = await openPage(browser, consoleUrl, elsewhere());
  const { page, problems } = watched;
  await givePassword(watched, "/people?view=tokens");
  expect(await watched.findBarriers()).toEqual([]);
  const code = page.getByLabel("Code of six digits");
  expect(
    await code.evaluate((field: HTMLInputElement) => [
      field === document.activeElement,
      field.inputMode,
      field.autocomplete,
    ]),
  ).toEqual([true, "numeric", "one-time-code"]);
  // Half-way in is not in.
  expect((await page.request.get("/api/me")).status()).toBe(401);

  await code.fill(codeOf(key, 9));
  await page.keyboard.press("Enter");
  await page.getByRole("alert").filter({ hasText: "not right" }).waitFor();
  expect(problems.splice(0)).toHaveLength(2);
  const spaced = codeOf(key, 1).replace(/^.../, "$& ");
  await code.fill(spaced);
  await page.keyboard.press("Enter");
  await page.waitForURL("**/people?view=tokens");
  await page.getByRole("list", { name: "Tokens for scripts" }).waitFor();
  expect(problems).toEqual([]);

  await page.context().clearCookies();
  await givePassword(watched, "/");
  await code.fill(spaced);
  await page.keyboard.press("Enter");
  await page.getByRole("alert").filter({ hasText: "used already" }).waitFor();
  expect(problems.splice(0)).toHaveLength(2);
  await page.getByRole("button", { name: "Start again" }).click();
  await page.getByRole("textbox", { name: "Password" }).waitFor();
  await watched.close();
});

test.each([
  { language: "English", locale: "en-GB", at: 0 },
  { language: "中文", locale: "zh-CN", at: 1 },
])("a backup code lets in on a phone, in $language", async ({ locale, at }) => {
  const watched = await openPage(browser, consoleUrl, { ...phone, ...elsewhere(), locale });
  const { page, problems } = watched;
  await page.goto("/sign-in?next=%2Faccount");
  await page.locator("input[name=email]").fill(owner.email);
  await page.locator("input[name=password]").fill(owner.password);
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: /Use a backup code|使用备用码/ }).click();
  const code = page.getByLabel(/Backup code|备用码/);
  expect(await code.evaluate((field) => field === document.activeElement)).toBe(true);
  expect([await overflowOf(watched), await watched.findBarriers()]).toEqual([0, []]);
  await code.fill(backupCodes[at]?.toUpperCase() ?? "");
  await page.keyboard.press("Enter");
  await page.getByText(new RegExp(`${9 - at} (?:backup codes are left|个备用码)`)).waitFor();
  expect([await overflowOf(watched), await watched.findBarriers(), problems]).toEqual([0, [], []]);
  await watched.close();
});

test("is reset for somebody who has lost theirs, and switched off with password and code", async () => {
  const grace = await addPerson(consoleUrl, signedIn, { email: "grace@example.com", name: "Grace", role: "admin" });
  const { cookie } = grace;
  const begun = await post(
    `${consoleUrl}/api/me/second-factor`,
    { password: "four quite different words" },
    { cookie },
  );
  const { secret } = JSON.parse(begun.text) as { secret: string };
  const on = await post(`${consoleUrl}/api/me/second-factor/confirm`, { code: codeOf(secret) }, { cookie });
  expect([begun.status, on.status]).toEqual([200, 204]);
  const graces = (on.headers["set-cookie"] ?? []).find((one) => one.includes("session_token="))?.split(";")[0] ?? "";
  const me = () => send(`${consoleUrl}/api/me`, { headers: { cookie: graces } });
  expect((await me()).status).toBe(200);

  const watched = await openPage(browser, consoleUrl, elsewhere());
  const { page, problems } = watched;
  await givePassword(watched, "/people");
  await page.getByRole("button", { name: "Use a backup code" }).click();
  await page.getByLabel("Backup code").fill(backupCodes[2] ?? "");
  await page.keyboard.press("Enter");
  await page.getByRole("link", { name: "Grace" }).click();
  await page.getByRole("button", { name: "Reset second factor" }).click();
  expect(await watched.findBarriers()).toEqual([]);
  await page.getByRole("dialog").getByRole("button", { name: "Reset second factor" }).click();
  await page.getByText(/signs in with the password alone now/).waitFor();
  await page.getByRole("button", { name: "Reset second factor" }).waitFor({ state: "detached" });
  expect((await me()).status).toBe(401);

  await page.goto("/account");
  await page.getByRole("button", { name: "Switch off" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "Current password" }).fill(owner.password);
  await dialog.getByLabel("Code, or a backup code").fill(backupCodes[3] ?? "");
  expect(await watched.findBarriers()).toEqual([]);
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Set up" }).click();

  // On the phone that has the app there is nothing to scan with.
  await page.setViewportSize(phone.viewport);
  await dialog.getByRole("textbox", { name: "Current password" }).fill(owner.password);
  await page.keyboard.press("Enter");
  await dialog.getByRole("img", { name: /QR code/ }).waitFor();
  expect(await dialog.getByRole("link", { name: /Open in an app/ }).getAttribute("href")).toMatch(/^otpauth:/);
  expect([await overflowOf(watched), await watched.findBarriers(), problems]).toEqual([0, [], []]);
  await watched.close();
});
