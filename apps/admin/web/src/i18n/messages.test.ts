import { expect, test } from "vitest";
import { en } from "./en.ts";
import { type Part, parts } from "./parts.ts";
import { zh } from "./zh.ts";

const names = Object.keys(parts) as Part[];
const english = texts({ ...en, ...(await allParts("en")) });
const chinese = new Map(texts({ ...zh, ...(await allParts("zh")) }));

test("no part takes the place of a text of the first view", () => {
  expect(names.filter((name) => name in en)).toEqual([]);
});

// A plural form that Chinese does not use is never shown.
test.for(english.filter(([key]) => !key.endsWith("_one")))(
  "%s has the same values in both languages",
  ([key, text]) => {
    expect(valuesOf(chinese.get(key) ?? "")).toEqual(valuesOf(text));
  },
);

test("no text is empty", () => {
  expect([...english, ...chinese].filter(([, text]) => text.trim() === "")).toEqual([]);
});

test("no sentence was left in English", () => {
  const left = english.filter(([key, text]) => /[a-z]{3,} [a-z]/i.test(text) && chinese.get(key) === text);
  expect(left).toEqual([]);
});

test("readers of Chinese are addressed in one way", () => {
  expect([...chinese].filter(([, text]) => text.includes("您"))).toEqual([]);
});

async function allParts(language: "en" | "zh"): Promise<object> {
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await parts[name][language]()] as const)),
  );
}

function texts(messages: object, path = ""): [string, string][] {
  return Object.entries(messages).flatMap(([name, value]) => {
    const key = path === "" ? name : `${path}.${name}`;
    return typeof value === "string" ? [[key, value] as [string, string]] : texts(value as object, key);
  });
}

function valuesOf(text: string): string[] {
  return [...text.matchAll(/{{(\w+)/g)].map((match) => match[1] ?? "").toSorted();
}
