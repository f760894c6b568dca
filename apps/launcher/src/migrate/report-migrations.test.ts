import { expect, test } from "vitest";
import { collectOutput } from "../testing/collect-output.ts";
import { reportMigrations } from "./report-migrations.ts";

function report(applied: string[], json = false): string {
  const { output, printed } = collectOutput();
  reportMigrations({ location: "db.example.com/tools", applied }, { json, output });
  return printed();
}

test("says what was applied, and where", () => {
  expect(report(["0000_initial", "0001_more"])).toMatch(/db\.example\.com\/tools.*0000_initial, 0001_more/);
});

test("says when there was nothing to do", () => {
  expect(report([])).toMatch(/nothing was done/);
});

test("says it as JSON", () => {
  expect(JSON.parse(report(["0000_initial"], true))).toEqual({
    database: "db.example.com/tools",
    applied: ["0000_initial"],
  });
});
