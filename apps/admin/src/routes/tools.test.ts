import { expect, test } from "vitest";
import { createAdminApp } from "../app.ts";
import { ToolList } from "../contract/tool.ts";
import { createFakeDeps } from "../testing/fake-deps.ts";
import { createFakeRegistry } from "../testing/fake-registry.ts";

const registry = createFakeRegistry([
  {
    name: "fetch",
    pack: "fetch",
    title: "Fetch",
    inputSchema: { type: "object", properties: { url: { type: "string" } } },
  },
  {
    name: "drop_all",
    pack: "danger",
    access: "destructive",
    outputSchema: { type: "object" },
    credentials: ["db_password"],
  },
]);

test("the list has every tool with its schemas, in the registry's order, and what it costs a model", async () => {
  const { tools, packs, tokens } = ToolList.parse(await read("/api/tools"));
  expect(tools).toEqual([
    expect.objectContaining({
      name: "fetch",
      title: "Fetch",
      pack: "fetch",
      access: "read",
      inputSchema: { type: "object", properties: { url: { type: "string" } } },
    }),
    expect.objectContaining({
      name: "drop_all",
      access: "destructive",
      outputSchema: { type: "object" },
      annotations: expect.objectContaining({ destructiveHint: true }),
      credentials: ["db_password"],
    }),
  ]);
  expect(packs.map(({ name, tools: count }) => [name, count])).toEqual([
    ["fetch", 1],
    ["danger", 1],
  ]);
  expect(tokens).toBe(tools.reduce((sum, tool) => sum + tool.tokens, 0));
  expect(tools[0]?.tokens).toBe(Math.ceil(JSON.stringify(registry.tool("fetch")?.listing).length / 4));
});

test("one tool is read by name; an unknown one is a 404", async () => {
  expect(await read("/api/tools/fetch")).toMatchObject({ name: "fetch" });
  const missing = await ask("/api/tools/fetsch");
  expect(missing.status).toBe(404);
  expect(await missing.json()).toMatchObject({ error: { code: "not_found" } });
});

async function read(path: string) {
  const response = await ask(path);
  expect(response.status).toBe(200);
  return response.json();
}

function ask(path: string) {
  return createAdminApp(createFakeDeps({ registry })).request(path, { headers: { host: "localhost" } });
}
