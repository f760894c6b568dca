import { afterEach, expect, test, vi } from "vitest";
import { fetchInReadersLanguage, inReadersLanguage } from "./readers-language.ts";

afterEach(() => vi.unstubAllGlobals());

const english = "The current password is not right.";
const chinese = "当前密码不正确。";
const problem = { error: { code: "invalid_input", message: english, requestId: "r-1" } };

test("a refusal is read in Chinese on a Chinese page, and is otherwise what it was", async () => {
  const headers = { "retry-after": "7" };
  const response = await answerWith(Response.json(problem, { status: 429, headers }), "zh-CN");
  expect([response.status, response.headers.get("retry-after")]).toEqual([429, "7"]);
  expect(await response.json()).toEqual({ error: { ...problem.error, message: chinese } });
});

test("on an English page it stays English", async () => {
  const response = await answerWith(Response.json(problem, { status: 400 }), "en");
  expect(await response.json()).toEqual(problem);
});

test.for([
  ["no JSON", () => new Response("Bad gateway", { status: 502 })],
  ["nothing", () => new Response(null, { status: 500 })],
  ["no problem of ours", () => Response.json({ error: english }, { status: 400 })],
  ["what was asked for", () => Response.json(problem)],
] as const)("an answer with %s comes as it is", async ([, make]) => {
  const response = await answerWith(make(), "zh-CN");
  expect(await response.text()).toBe(await make().text());
});

test("a message by itself is told in the page's language", async () => {
  vi.stubGlobal("document", { documentElement: { lang: "zh-CN" } });
  expect(await inReadersLanguage(english)).toBe(chinese);
  expect(await inReadersLanguage(english, "en")).toBe(english);
});

function answerWith(response: Response, lang: string): Promise<Response> {
  vi.stubGlobal("document", { documentElement: { lang } });
  vi.stubGlobal("fetch", () => Promise.resolve(response));
  return fetchInReadersLanguage("/api/auth/password");
}
