import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { type Part, parts } from "./parts.ts";

const root = join(import.meta.dirname, "..");
const modules = new Map(
  readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((path) => /\.tsx?$/.test(path) && !/(\.test\.tsx?|\.d\.ts)$/.test(path) && dirname(path) !== "i18n")
    .map((path) => [path, readFileSync(join(root, path), "utf8")] as const),
);
const texts = Object.fromEntries(
  await Promise.all(
    Object.entries(parts).map(async ([name, { en }]) => [name, (await en()) as Record<string, unknown>] as const),
  ),
);

const loads = [...modules].flatMap(([path, code]) =>
  [...code.matchAll(/withTexts\(\s*\[([^\]]*)\],\s*\(\) =>\s*import\("([^"]+)"\)/g)].map(
    ([, names = "", page = ""]) => ({
      page: join(dirname(path), page),
      loaded: [...names.matchAll(/"(\w+)"/g)].map((match) => match[1] ?? ""),
    }),
  ),
);

test("pages with texts of their own are found", () => {
  expect(loads.length).toBeGreaterThan(20);
});

test.for(loads)("$page comes with the parts that it speaks", ({ page, loaded }) => {
  expect(loaded.toSorted()).toEqual([...partsOf(reach(page))].toSorted());
});

test("what is there from the start speaks no part", () => {
  const withParts = new Set(loads.map(({ page }) => page));
  const others = [...modules.keys()].filter((path) => !withParts.has(path));
  const lazy = others.flatMap((path) => dynamicImports(path)).filter((path) => !withParts.has(path));
  // These are loaded by a page that has what they speak.
  const within = ["pages/tools/try-it/try-it.tsx"];
  const start = ["main.tsx", ...lazy.filter((path) => !within.includes(path))];
  expect(start.flatMap((path) => [...partsOf(reach(path))].map((name) => `${path} speaks ${name}`))).toEqual([]);
});

/** A module with all that it imports for certain. */
function reach(path: string, seen = new Set<string>()): Set<string> {
  if (seen.has(path) || !modules.has(path)) return seen;
  seen.add(path);
  for (const next of staticImports(path)) reach(next, seen);
  return seen;
}

function partsOf(paths: Iterable<string>): Set<Part> {
  const spoken = [...paths].flatMap((path) =>
    [...(modules.get(path) ?? "").matchAll(/["`](\w+)\.(\w+)/g)].filter(([, part = "", key = ""]) => has(part, key)),
  );
  return new Set(spoken.map(([, part]) => part as Part));
}

/** Permissions look like texts: `keys.read`. */
function has(part: string, key: string): boolean {
  const own = Object.hasOwn(texts, part) ? texts[part] : undefined;
  return own !== undefined && (key in own || `${key}_other` in own);
}

function staticImports(path: string): string[] {
  const code = modules.get(path) ?? "";
  return [...code.matchAll(/^(?:import|export) (?!type )(?:[^;"]* from )?"(\.[^"]+)"/gm)].map(([, to = ""]) =>
    join(dirname(path), to),
  );
}

function dynamicImports(path: string): string[] {
  return [...(modules.get(path) ?? "").matchAll(/import\("(\.[^"]+)"\)/g)].map(([, to = ""]) =>
    join(dirname(path), to),
  );
}
