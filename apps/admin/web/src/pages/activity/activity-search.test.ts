import { expect, test } from "vitest";
import { readActivitySearch } from "./activity-search.ts";
import { auditParameters, exportAddress } from "./audit-parameters.ts";
import { readSavedFilters, withFilter } from "./saved-filters.ts";

test("the address keeps what is a filter and drops the rest", () => {
  expect(
    readActivitySearch({
      tool: "fetch",
      outcome: "error,refused",
      kind: "change",
      through: "sse",
      span: "1h",
      text: 12,
      x: 1,
    }),
  ).toEqual({ tool: "fetch", outcome: "error,refused", kind: "change", through: "sse", span: "1h", text: "12" });
  expect(
    readActivitySearch({ kind: "gossip", through: "pigeon", span: "toString", outcome: "<b>", text: "   ", from: "x" }),
  ).toEqual({});
  expect(readActivitySearch({ text: "x".repeat(201) })).toEqual({});
});

test("a span and moments exclude each other", () => {
  expect(readActivitySearch({ span: "24h", from: 1, to: 2 })).toEqual({ span: "24h" });
  expect(readActivitySearch({ from: 1, to: 2.5 })).toEqual({ from: 1 });
});

test("the API is asked for the same that the page shows", () => {
  expect(auditParameters({ span: "1h", kind: "access", through: "cli" }, 10_000_000)).toEqual({
    from: "6400000",
    kind: "access",
    transport: "cli",
  });
  expect(auditParameters({ from: 5, to: 9, text: "a b" }, 0)).toEqual({ from: "5", to: "9", text: "a b" });
  expect(exportAddress({ text: "a&b=c", outcome: "error" }, "csv", 0)).toBe(
    "/api/audit/export?format=csv&text=a%26b%3Dc&outcome=error",
  );
});

test("saved filters are read as far as they are filters", () => {
  expect(readSavedFilters('[{"name":"a","search":{"kind":"change","x":1}},{"name":2},null,{"name":"b"}]')).toEqual([
    { name: "a", search: { kind: "change" } },
    { name: "b", search: {} },
  ]);
  for (const broken of ["", "{", "{}", "null"]) expect(readSavedFilters(broken)).toEqual([]);
});

test("a filter of the same name is replaced", () => {
  const saved = [
    { name: "a", search: { tool: "x" } },
    { name: "b", search: {} },
  ];
  expect(withFilter(saved, { name: "b", search: { tool: "y" } })).toEqual([
    { name: "b", search: { tool: "y" } },
    { name: "a", search: { tool: "x" } },
  ]);
});
