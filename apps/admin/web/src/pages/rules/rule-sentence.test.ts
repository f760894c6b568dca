import i18next, { type TFunction } from "i18next";
import { beforeAll, expect, test } from "vitest";
import type { Effect, RuleMatch } from "../../api/policy.ts";
import { en } from "../../i18n/en.ts";
import { rulesEn } from "../../i18n/rules-en.ts";
import { rulesZh } from "../../i18n/rules-zh.ts";
import { zh } from "../../i18n/zh.ts";
import { ruleSentence } from "./rule-sentence.ts";

const t: Record<string, TFunction> = {};

beforeAll(async () => {
  for (const [lng, console] of Object.entries({ en: { ...en, rules: rulesEn }, zh: { ...zh, rules: rulesZh } })) {
    const i18n = i18next.createInstance();
    t[lng] = await i18n.init({
      lng,
      ns: ["console"],
      defaultNS: "console",
      resources: { [lng]: { console } },
      interpolation: { escapeValue: false },
    });
  }
});

function say(effect: Effect, match: RuleMatch, language = "en"): string {
  const translate = t[language];
  if (translate === undefined) throw new Error("no such language");
  return ruleSentence({ effect, match }, translate).replaceAll(/[\u2068\u2069]/g, "");
}

test.for<[Effect, RuleMatch, string]>([
  ["refuse", {}, "Refuse calls by everyone of all tools"],
  ["allow", { principals: ["key:ci"], tools: ["fetch"] }, "Allow key:ci to call fetch"],
  [
    "ask",
    { access: ["write", "destructive"], toolsets: ["docs"] },
    "Ask a person before everyone may call tools that write or tools that may destroy through docs",
  ],
  ["allow", { tools: ["f*"], access: ["read"] }, "Allow everyone to call f*, if they are read"],
  [
    "refuse",
    {
      arguments: [
        { pointer: "/size", above: 5 },
        { pointer: "/path", like: "/etc/*", not: true },
      ],
    },
    "Refuse calls by everyone of all tools when /size is above 5 and /path does not look like /etc/*",
  ],
  ["allow", { arguments: [{ pointer: "/a", exists: false }] }, "Allow everyone to call all tools when /a is not given"],
  ["allow", { tools: ["a", "b", "c", "d", "e"] }, "Allow everyone to call a or b or c or d or … (5)"],
])("%s %j", ([effect, match, sentence]) => {
  expect(say(effect, match)).toBe(sentence);
});

test("in Chinese the order is another one", () => {
  const match: RuleMatch = { principals: ["key:ci"], tools: ["fetch"], arguments: [{ pointer: "/size", above: 5 }] };
  expect(say("refuse", match, "zh")).toBe("拒绝 key:ci 在 /size 大于 5 时调用 fetch");
  expect(say("refuse", { access: ["write", "destructive"] }, "zh")).toBe("拒绝所有人调用写入工具或破坏性工具");
});

test("a name that runs from right to left stays within its place", () => {
  const sentence = ruleSentence({ effect: "allow", match: { tools: ["\u202Eevil"] } }, t["en"] as TFunction);
  expect(sentence).toContain("\u2068\u202Eevil\u2069");
});
