import type { TFunction } from "i18next";
import { expect, test } from "vitest";
import { warningText } from "./warning-text.ts";

const t = ((key: string, { name }: { name: string }) => `${key}(${name})`) as unknown as TFunction;

test.for([
  ['rule x: there is no tool "fs_*"', "rules.warned.noTool(fs_*)"],
  ['rule x: there is no toolset "docs"', "rules.warned.noToolset(docs)"],
  ['toolset x: there is no resource "notes://*"', "rules.warned.noResource(notes://*)"],
  ['toolset x: there is no prompt "greet"', "rules.warned.noPrompt(greet)"],
  ['rule x: is never asked, rule "all" before it fits whatever it fits', "rules.warned.shadowed(all)"],
  ["rule x: something: new", "something: new"],
] as const)("%s", ([warning, text]) => {
  expect(warningText(warning, t)).toBe(text);
});
