import { expect, test } from "vitest";
import { readHeads } from "./audit-heads.ts";
import { fromLocalInput, toLocalInput } from "./local-input.ts";

const head = { writer: "w", seq: 1, number: 2, hash: "ab" };

test("heads of an earlier check are sent only where they are heads", () => {
  expect(readHeads(JSON.stringify([head]))).toEqual([head]);
  for (const broken of ["", "{", "{}", '[{"writer":"w"}]', JSON.stringify([{ ...head, seq: 1.5 }])])
    expect(readHeads(broken)).toBeUndefined();
});

test("a moment goes into an input and comes back", () => {
  const at = new Date(2026, 2, 29, 13, 45).getTime();
  expect(toLocalInput(at)).toBe("2026-03-29T13:45");
  expect(fromLocalInput("2026-03-29T13:45")).toBe(at);
  expect([toLocalInput(undefined), fromLocalInput("")]).toEqual(["", undefined]);
});
