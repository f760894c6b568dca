import { expect, test } from "vitest";
import { findItems, idIn, type PaletteGroup } from "./palette-results.ts";

const groups: PaletteGroup[] = [
  { name: "pages", isOffered: true, items: [{ id: "p", label: "Activity", keywords: "/activity" }] },
  {
    name: "tools",
    isOffered: false,
    items: [
      { id: "1", label: "undelete", detail: "Brings it back" },
      { id: "2", label: "open_delete_box" },
      { id: "3", label: "delete_entities", detail: "Delete entities" },
      { id: "4", label: "read_graph", detail: "Never deletes" },
    ],
  },
];

test("before anything is typed only what is offered is shown", () => {
  expect(findItems(groups, "  ").map(({ name }) => name)).toEqual(["pages"]);
});

test("a name that begins so stands before a word in it, that before a part of one, that before what is said of it", () => {
  expect(findItems(groups, "DEL")).toMatchObject([
    { name: "tools", items: [{ id: "3" }, { id: "2" }, { id: "1" }, { id: "4" }] },
  ]);
});

test("every word must be found", () => {
  expect(findItems(groups, "delete ent")).toMatchObject([{ items: [{ id: "3" }] }]);
  expect(findItems(groups, "delete nothing")).toEqual([]);
});

test("no group gives more than a few", () => {
  const items = Array.from({ length: 1000 }, (_, n) => ({ id: String(n), label: `tool ${n}` }));
  expect(findItems([{ name: "tools", isOffered: false, items }], "tool")[0]?.items).toHaveLength(6);
});

test.for([
  [" 0199B7A2-51d4-7c1e-8a55-2f60c9a1b001 ", "0199b7a2-51d4-7c1e-8a55-2f60c9a1b001"],
  ["0199b7a2", undefined],
  ["0199b7a2-51d4-7c1e-8a55-2f60c9a1b001/../x", undefined],
] as const)("%j holds the id %j", ([query, id]) => {
  expect(idIn(query)).toBe(id);
});
