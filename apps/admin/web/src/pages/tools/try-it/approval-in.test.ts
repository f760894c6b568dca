import { expect, test } from "vitest";
import { approvalIn } from "./approval-in.ts";

test.for([
  ["drop waits for approval by a person (0199-ab), for 5 s so far", "0199-ab"],
  [
    "This call of drop waits for approval by a person. It was waited for.\nApproval: 0199-ab\nWho can decide: …",
    "0199-ab",
  ],
  ["Approval: 0199-ab", undefined],
  ["", undefined],
  [undefined, undefined],
] as const)("%j: %s", ([text, id]) => {
  expect(approvalIn(text)).toBe(id);
});
