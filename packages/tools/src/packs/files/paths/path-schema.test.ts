import { homedir } from "node:os";
import { expect, test } from "vitest";
import { createRegistry } from "../../../registry/create-registry.ts";
import { validatedSchema } from "../../../registry/validated-schema.ts";
import { createFilesPack } from "../files-pack.ts";
import { normalPath } from "./path-schema.ts";

const roots = ["/srv/files", "/srv/more", homedir()];

test.for([
  ["in/f", "in/f"],
  ["./in/f", "in/f"],
  ["in//f", "in/f"],
  ["in/./f/", "in/f"],
  ["out/../in/f", "in/f"],
  ["../files/in/f", "in/f"],
  ["/srv/files/in/f", "in/f"],
  ["//srv/more/../files/in/f", "in/f"],
  [".", "."],
  ["/srv/files/", "."],
  ["/srv/more/./a", "/srv/more/a"],
  ["../more/a", "/srv/more/a"],
  ["~/a//b", `${homedir()}/a/b`],
  // In the folder, and not at home.
  ["./~/a", "./~/a"],
  ["in/../~", "./~"],
  ["./C:/a", "./C:/a"],
  ["re\u0301sume\u0301", "r\u00e9sum\u00e9"],
  // What is refused is shown as it was asked for.
  ["../out.secret", "../out.secret"],
  ["/etc/passwd", "/etc/passwd"],
  ["/srv/files2/a", "/srv/files2/a"],
  ["a\0b", "a\0b"],
] as const)("rules see %j as %j", ([path, seen]) => {
  expect(normalPath(roots, path)).toBe(seen);
  expect(normalPath(roots, seen)).toBe(seen);
});

test("every path argument of the pack has its normal form", async () => {
  const registry = createRegistry({ timeoutMs: 1_000 });
  registry.setPack(createFilesPack({ roots: ["/srv/files"] }));
  const given = { path: "./a", paths: ["/srv/files/a"], source: "b/../a", destination: "a/" };
  const others = { pattern: "*", content: "", edits: [{ oldText: "a", newText: "b" }] };
  const seen: Record<string, unknown> = {};
  for (const tool of registry.tools()) {
    const checked = await tool.validateInput({ ...given, ...others });
    const input = (checked.ok ? checked.value : undefined) as Record<string, unknown> | undefined;
    const named = Object.keys(given).filter((name) => input !== undefined && Object.hasOwn(input, name));
    seen[tool.listing.name] = named.map((name) => input?.[name]).flat();
    const path = { type: "string", minLength: 1, maxLength: 4_096 };
    for (const name of named.filter((name) => name !== "paths"))
      for (const schema of [tool.listing.inputSchema, validatedSchema(tool)])
        expect(schema).toMatchObject({ properties: { [name]: path } });
  }

  const { list_allowed_directories, move_file, ...rest } = seen;
  expect(list_allowed_directories).toEqual([]);
  expect(move_file).toEqual(["a", "a"]);
  expect(rest).toEqual(Object.fromEntries(Object.keys(rest).map((name) => [name, ["a"]])));
  expect(Object.keys(rest)).toHaveLength(12);
});
