import { expect, test } from "vitest";
import { findingsZh } from "./findings-zh.ts";
import { problemsZh } from "./problems-zh.ts";
import { readServerTexts } from "./read-server-texts.ts";
import { refusalsZh } from "./refusals-zh.ts";
import { wordsZh } from "./server-words-zh.ts";

const texts = readServerTexts([
  "apps/admin/src",
  "packages/bus/src",
  "packages/core/src",
  "packages/db/src",
  "packages/governance/src",
  "packages/platform/src",
  "packages/tools/src",
]);
const refusals = texts.filter(({ isRefusal }) => isRefusal);
const findings = texts.filter(
  ({ path, text }) => path.startsWith("packages/db/src/audit/verify") && /^[A-Z].* .*[.)]$/s.test(text),
);
const pairs = [
  ...Object.entries(refusalsZh),
  ...Object.entries(findingsZh),
  ...Object.entries(problemsZh),
  ...Object.entries(wordsZh),
];

/** Where the refusals are that no page of the console can show: a file, a folder, or the beginning of a message. */
const notShown: readonly { readonly why: string; readonly places: readonly string[] }[] = [
  {
    why: "What a tool says is shown as it is.",
    places: [
      "packages/tools/src/packs/",
      "packages/tools/src/call/tool-context.ts",
      "packages/db/src/repositories/memory-writes.ts",
      "This tool needs {} not stored",
      "The arguments of a tool are a JSON object.",
    ],
  },
  {
    why: "A process that does not start, or whose database does not, shows no page.",
    places: [
      "packages/tools/src/load/",
      "packages/tools/src/registry/",
      "packages/platform/src/serve-http.ts",
      "packages/bus/src/examine-redis.ts",
      "packages/db/src/connection/migrate.ts",
      "packages/db/src/embedded/",
    ],
  },
  { why: "Only the command line does it.", places: ["packages/db/src/backup/"] },
  {
    why: "Only an MCP client, or a token of an OAuth issuer, is told.",
    places: [
      "packages/bus/src/memory-session-store.ts",
      "packages/bus/src/redis-session-store.ts",
      "packages/bus/src/memory-stream-log.ts",
      "packages/bus/src/redis-stream-log.ts",
      "packages/governance/src/oauth/",
      "packages/platform/src/http/direct/",
      "packages/tools/src/call/record-read.ts",
      "packages/tools/src/client-port.ts",
    ],
  },
];
const placesNotShown = notShown.flatMap(({ places }) => places);

test("the server's refusals are found", () => {
  expect(refusals.length).toBeGreaterThan(200);
});

test("every refusal that the console can show has Chinese words", () => {
  const left = refusals
    .filter((refusal) => !placesNotShown.some((place) => isIn(refusal, place)))
    .filter(({ text }) => !Object.keys(refusalsZh).some((english) => toPattern(text).test(english)))
    .map(({ path, text }) => `${path}: ${text}`);
  expect(left, "Add these to refusals-zh.ts, or say in this test why no page can show them").toEqual([]);
});

test.for(placesNotShown)("there are refusals in %s", (place) => {
  expect(refusals.some((refusal) => isIn(refusal, place))).toBe(true);
});

test("every refusal in Chinese is still one of the server's", () => {
  const patterns = texts
    .filter(({ text }) => text.replaceAll("{}", "").length >= 15)
    .map(({ text }) => toPattern(text));
  const gone = Object.keys({ ...refusalsZh, ...findingsZh }).filter(
    (english) => !patterns.some((pattern) => pattern.test(english)),
  );
  expect(gone, "Remove these, or bring them up to the server's words").toEqual([]);
});

test("whatever checking the chain can find has Chinese words", () => {
  expect(findings.length).toBeGreaterThan(15);
  const left = findings
    .filter(({ text }) => !Object.keys(findingsZh).some((english) => toPattern(text).test(english)))
    .map(({ path, text }) => `${path}: ${text}`);
  expect(left, "Add these to findings-zh.ts").toEqual([]);
});

test("each has the same values in both languages", () => {
  expect(pairs.filter(([english, chinese]) => valuesOf(chinese) !== valuesOf(english))).toEqual([]);
});

test("they are Chinese, and address readers as the rest of the console does", () => {
  expect(pairs.filter(([, chinese]) => !/\p{Script=Han}/u.test(chinese) || chinese.includes("您"))).toEqual([]);
});

function isIn({ path, text }: { path: string; text: string }, place: string): boolean {
  return path.startsWith(place) || text.startsWith(place);
}

function toPattern(text: string): RegExp {
  return new RegExp(`^${text.split("{}").map(escapeForRegExp).join(".*")}$`, "s");
}

function valuesOf(text: string): string {
  return [...text.matchAll(/\{\w+\}/g)].map(String).toSorted().join();
}

function escapeForRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
}
