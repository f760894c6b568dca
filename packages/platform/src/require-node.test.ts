import { expect, test } from "vitest";
import { nodeProblem } from "./require-node.ts";

test.for(["22.18.0", "22.20.1", "24.0.0"])("Node.js %s will do", (version) => {
  expect(nodeProblem(version)).toBeUndefined();
});

test.for(["18.20.4", "20.20.0", "22.17.1"])("of Node.js %s it is said that it is too old", (version) => {
  expect(nodeProblem(version)).toContain(`22.18 or newer is needed, and this is ${version}`);
});
