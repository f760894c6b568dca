import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { App } from "./harness/app.ts";
import { callTool } from "./harness/call-tool.ts";
import { cells } from "./harness/cells.ts";
import { send } from "./harness/http.ts";
import { openLab } from "./harness/lab.ts";
import { becomeOwner } from "./harness/sign-in.ts";
import type { TestClient } from "./harness/test-client.ts";
import { until } from "./harness/until.ts";

const lab = openLab();
const toolsDir = lab.path("tools");
const env = { TOOL_PACKS: "none", TOOLS_DIR: toolsDir, TOOLS_WATCH: "on" };
let app: App;
let clients: { name: string; client: TestClient; unwatch: () => Promise<unknown> }[];

/** In one step, as editors do: a file half written is no file to load. */
function save(name: string, source: string): void {
  const draft = join(toolsDir, `${name}.draft`);
  writeFileSync(draft, source);
  renameSync(draft, join(toolsDir, name));
}

const watched = `export default { uri: "test://none", name: "none", read: () => "nothing" };`;

const greeter = (greeting: string) => `
export default { name: "greet", description: "Greets.", access: "read", run: () => ${JSON.stringify(greeting)} };
`;

beforeAll(async () => {
  mkdirSync(toolsDir);
  save("greet.mjs", greeter("hello"));
  // Only what is there can be watched.
  save("watched.mjs", watched);
  app = await lab.start("launcher", { env });
  const place = { lab, url: app.url(), dataDir: app.dataDir, env };
  clients = await Promise.all(
    cells.map(async (cell) => {
      const client = await cell.connect(place);
      // The list has to have been asked for once: a client that never saw it has nothing to be told.
      expect((await client.listTools()).map(({ name }) => name)).toEqual(["greet"]);
      return { name: cell.name, client, unwatch: await client.watch("test://none") };
    }),
  );
});
afterAll(async () => {
  for (const { client, unwatch } of clients ?? []) {
    await unwatch();
    await client.close();
  }
  await lab.close();
});

const changesOf = ({ notifications }: TestClient) =>
  notifications.filter(({ method }) => method === "notifications/tools/list_changed").length;

/** Does something to the folder, and waits until every client was told of it. */
async function andAllAreTold(change: () => void): Promise<void> {
  const before = clients.map(({ client }) => changesOf(client));
  change();
  const missing = () =>
    clients.filter(({ client }, index) => changesOf(client) === before[index]).map(({ name }) => name);
  await until("every client is told", () => missing().length === 0).catch((cause: unknown) => {
    throw new Error(`Not told: ${missing().join(", ")}`, { cause });
  });
}

const listOf = async (client: TestClient) => (await client.listTools()).map(({ name }) => name).toSorted();
const first = () => clients[0]?.client ?? fail();

describe("TOOLS_WATCH=on", () => {
  test("a new file is loaded, and every client is told and sees its tools", async () => {
    await andAllAreTold(() =>
      save(
        "sum.ts",
        `type Input = { a: number; b: number };
        export default [{
          name: "sum", description: "Adds two numbers.", access: "read" as const,
          input: { type: "object", properties: { a: { type: "number" }, b: { type: "number" } }, required: ["a", "b"] },
          run: ({ a, b }: Input): { sum: number } => ({ sum: a + b }),
        }];`,
      ),
    );
    for (const { client } of clients) {
      expect(await listOf(client)).toEqual(["greet", "sum"]);
      expect((await client.call("sum", { a: 2, b: 3 })).structuredContent).toEqual({ sum: 5 });
    }
  });

  test("a changed file is loaded anew", async () => {
    await andAllAreTold(() => save("greet.mjs", greeter("good evening")));
    for (const { client } of clients) {
      expect((await client.call("greet")).content).toEqual([{ type: "text", text: "good evening" }]);
    }
  });

  test("a file with a mistake is named in the log, and takes no other away", async () => {
    save("broken.mjs", "export default {{{");
    const line = await until("it is logged", () =>
      app.log().find(({ msg, file }) => msg === "tool file not loaded" && String(file).endsWith("broken.mjs")),
    );
    expect(line.level).toBe("error");
    expect(await listOf(first())).toEqual(expect.arrayContaining(["greet", "sum"]));
    expect((await callTool(app.url(), "sum", { a: 1, b: 1 })).isError).toBe(false);
    rmSync(join(toolsDir, "broken.mjs"));
  });

  test("a file that is removed takes its tools along", async () => {
    await andAllAreTold(() => rmSync(join(toolsDir, "sum.ts")));
    for (const { client } of clients) {
      expect(await listOf(client)).toEqual(["greet"]);
      await expect(client.call("sum", { a: 1, b: 1 })).rejects.toMatchObject({ code: -32_602 });
    }
  });

  test("the console shows the tools as they are now", async () => {
    const { tools } = JSON.parse((await send(`${app.url("admin")}/api/tools`, await becomeOwner(app))).text) as {
      tools: { name: string; pack: string }[];
    };
    expect(tools).toMatchObject([{ name: "greet", pack: "custom" }]);
  });
});

test("without it, files are read once at the start", async () => {
  const still = await lab.start("mcp-sse", { env: { ...env, TOOLS_WATCH: "off" } });
  save("late.mjs", greeter("late").replace('"greet"', '"late"'));
  await until("the watching app has it", async () => (await listOf(first())).includes("late"));
  await expect(callTool(still.url(), "late")).rejects.toThrow(/Unknown tool/);
});

test("a folder that is not there stops the start and names the setting", async () => {
  const lost = lab.spawn("mcp-sse", { env: { ...env, TOOLS_DIR: join(toolsDir, "missing") } });
  expect(await lost.ended).toEqual({ code: 78, signal: null });
  expect(lost.log().find(({ level }) => level === "fatal")).toMatchObject({
    err: { message: expect.stringMatching(/TOOLS_DIR.*missing/) },
  });
});

function fail(): never {
  throw new Error("There is no client");
}
