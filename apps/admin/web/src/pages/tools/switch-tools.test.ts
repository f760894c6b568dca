import { expect, test } from "vitest";
import type { PolicyDocument } from "../../api/policy.ts";
import { inverseOf, withSwitches } from "./switch-tools.ts";

const document = {
  tools: { off: { enabled: false }, titled: { title: "T" }, both: { title: "T", enabled: false } },
} as unknown as PolicyDocument;

test("tools are switched, and what else is said of them stays", () => {
  const switches = new Map([
    ["off", true],
    ["titled", false],
    ["both", true],
    ["fresh", false],
  ]);
  expect(withSwitches(document, switches).tools).toEqual({
    titled: { title: "T", enabled: false },
    both: { title: "T" },
    fresh: { enabled: false },
  });
});

test("the inverse brings everything back", () => {
  const switches = new Map([
    ["off", true],
    ["titled", false],
    ["fresh", false],
  ]);
  const undone = withSwitches(withSwitches(document, switches), inverseOf(document, switches));
  expect(undone.tools).toEqual(document.tools);
});
