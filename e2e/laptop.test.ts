import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { App } from "./harness/app.ts";
import { callTool } from "./harness/call-tool.ts";
import { textOf } from "./harness/json-rpc.ts";
import { openLab, serverOf } from "./harness/lab.ts";
import { speakStdio, type StdioLines } from "./harness/stdio-lines.ts";
import { within } from "./harness/until.ts";

const env = { TOOL_PACKS: "time,memory" };
const lab = openLab();
afterAll(() => lab.close());

/** One program on the laptop, whichever transport it speaks. */
interface Program {
  readonly app: App;
  remember(name: string): Promise<void>;
  recall(): Promise<string[]>;
}

interface Graph {
  entities: { name: string }[];
}

const entity = (name: string) => ({ entities: [{ name, entityType: "thing", observations: [] }] });
const namesIn = (graph: unknown) => (graph as Graph).entities.map(({ name }) => name).toSorted();

async function startStdio(dataDir: string): Promise<Program & { stdio: StdioLines }> {
  const app = lab.spawn("mcp-stdio", { dataDir, env });
  const stdio = speakStdio(app);
  await stdio.initialize();
  const call = async (tool: string, args?: object) => {
    const { result } = await stdio.call(tool, args);
    if (result === undefined || result["isError"] === true)
      throw new Error(`${tool} failed: ${JSON.stringify(result)}`);
    return result["structuredContent"];
  };
  return {
    app,
    stdio,
    remember: async (name) => void (await call("create_entities", entity(name))),
    recall: async () => namesIn(await call("read_graph")),
  };
}

async function startLauncher(dataDir: string): Promise<Program> {
  const app = await lab.start("launcher", { dataDir, env });
  const call = async (tool: string, args?: object) => {
    const answer = await callTool(app.url(), tool, args);
    if (answer.isError) throw new Error(`${tool} failed: ${answer.text}`);
    return answer.structured;
  };
  return {
    app,
    remember: async (name) => void (await call("create_entities", entity(name))),
    recall: async () => namesIn(await call("read_graph")),
  };
}

async function kill({ app }: Program): Promise<void> {
  app.kill("SIGKILL");
  await app.ended;
}

const hasStarted = ({ app }: Program) => app.log().some(({ msg }) => msg === "embedded database started");

describe("three stdio servers and a launcher on one folder", () => {
  const dataDir = lab.path("data");
  let programs: Program[];
  const others = (gone: Program) => (programs = programs.filter((program) => program !== gone));

  beforeAll(async () => {
    programs = await Promise.all([
      startStdio(dataDir),
      startStdio(dataDir),
      startStdio(dataDir),
      startLauncher(dataDir),
    ]);
  });

  test("see the same memory", async () => {
    await Promise.all(programs.map((program, index) => program.remember(`from ${index}`)));
    for (const program of programs) expect(await program.recall()).toEqual(["from 0", "from 1", "from 2", "from 3"]);
  });

  test("share one database server, which exactly one of them started", () => {
    expect(programs.filter(hasStarted)).toHaveLength(1);
    expect(serverOf(dataDir)).toBeGreaterThan(0);
  });

  test("go on when the one that started the database is killed", async () => {
    const server = serverOf(dataDir);
    const starter = programs.find(hasStarted) ?? fail();
    await kill(starter);
    for (const program of others(starter)) expect(await program.recall()).toHaveLength(4);
    expect(serverOf(dataDir)).toBe(server);
  });

  test("go on when any other is killed, in the middle of its work", async () => {
    const victim = programs[0] ?? fail();
    const lost = victim.remember("perhaps").catch(() => {});
    await kill(victim);
    await Promise.race([lost, victim.app.ended]);
    const left = others(victim);
    await Promise.all(left.map((program, index) => program.remember(`after ${index}`)));
    for (const program of left) expect(await program.recall()).toEqual(expect.arrayContaining(["after 0", "after 1"]));
  });

  test("take in a newcomer", async () => {
    const newcomer = await startStdio(dataDir);
    expect(await newcomer.recall()).toEqual(await programs[0]?.recall());
    programs.push(newcomer);
  });

  test("stop the database when the last of them leaves, and not before", async () => {
    for (const [index, { app }] of programs.entries()) {
      expect(serverOf(dataDir), `before ${app.name} leaves`).toBeGreaterThan(0);
      // A client that goes away closes stdin; the launcher gets its signal.
      if (app.name === "mcp-stdio") app.child.stdin.end();
      else app.kill("SIGTERM");
      expect(await app.ended).toEqual({ code: 0, signal: null });
      if (index < programs.length - 1) expect(await programs.at(-1)?.recall()).toContain("from 0");
    }
    expect(serverOf(dataDir)).toBeUndefined();
  });

  test("leave everything in place for the next start", async () => {
    const next = await startStdio(dataDir);
    expect(await next.recall()).toContain("from 3");
    next.stdio.end();
    await next.app.ended;
  });
});

test("a server left behind by processes that were all killed is found and used, and stopped by the next one out", async () => {
  const dataDir = lab.path("data");
  const first = await startStdio(dataDir);
  await first.remember("kept");
  await kill(first);
  const server = serverOf(dataDir);
  expect(server).toBeGreaterThan(0);
  const second = await startStdio(dataDir);
  expect(await second.recall()).toEqual(["kept"]);
  expect(serverOf(dataDir)).toBe(server);
  second.stdio.end();
  await second.app.ended;
  expect(serverOf(dataDir)).toBeUndefined();
});

test("a stdio server answers initialize before the database is started, and lists tools by the policy in it", async () => {
  const app = lab.spawn("mcp-stdio", { env });
  const stdio = speakStdio(app);
  await stdio.initialize();
  const started = () => app.log().filter(({ msg }) => msg === "embedded database started");
  expect(started()).toEqual([]);
  expect((await stdio.request("tools/list")).result?.["tools"]).toHaveLength(12);
  expect(started()).toHaveLength(1);
  stdio.end();
  expect(await within(15_000, "it ends with its client", app.ended)).toEqual({ code: 0, signal: null });
});

test("nothing but protocol is on stdout, whatever comes in on stdin", async () => {
  const app = lab.spawn("mcp-stdio", { env });
  const stdio = speakStdio(app);
  await stdio.initialize();
  for (const line of [
    "{",
    "[]",
    "null",
    "hello",
    '{"jsonrpc":"2.0"}',
    '{"jsonrpc":"2.0","id":{},"method":"ping"}',
    "\u0000",
  ])
    app.child.stdin.write(`${line}\n`);
  expect(textOf(await stdio.call("get_current_time", { timezone: "UTC" }))).toContain("UTC");
  expect(stdio.messages().every(({ jsonrpc }) => jsonrpc === "2.0")).toBe(true);
  stdio.end();
  expect(await app.ended).toEqual({ code: 0, signal: null });
  expect(app.stderr().trimEnd().split("\n").length).toBe(app.log().length);
});

test.for([
  { name: "mcp-stdio", args: [] },
  { name: "launcher", args: ["stdio"] },
  { name: "launcher", args: ["--transport", "both"] },
] as const)("$name $args: what tools print is on stderr, and their answers arrive", async ({ name, args }) => {
  const folder = lab.path("printing-tools");
  mkdirSync(folder);
  writeFileSync(
    join(folder, "print.mjs"),
    `console.log("printed at import");
     const tool = (name, run) => ({ name, description: "Prints.", access: "read", run });
     export default [
       tool("print_line", () => (console.log("printed by a call"), "ok")),
       tool("print_half", () => (process.stdout.write("Loading model... "), "ok")),
     ];`,
  );
  const app = lab.spawn(name, { args, env: { ...env, TOOLS_DIR: folder } });
  const stdio = speakStdio(app);
  // With HTTP beside it, the database is started first.
  await stdio.initialize(undefined, 30_000);
  for (const tool of ["print_half", "print_line", "print_half"]) expect(textOf(await stdio.call(tool))).toBe("ok");
  expect(stdio.messages()).toHaveLength(4);
  stdio.end();
  expect(await within(15_000, "it ends with its client", app.ended)).toEqual({ code: 0, signal: null });
  for (const text of ["printed at import\n", "printed by a call\n", "Loading model... "])
    expect(app.stderr()).toContain(text);
});

test("a line that is too long or is no message is refused, and nobody else's call is lost", async () => {
  const app = lab.spawn("mcp-stdio", { env });
  const stdio = speakStdio(app);
  await stdio.initialize();
  const waiting = stdio.request("tools/list");
  stdio.write({ jsonrpc: "2.0", id: "long", method: "ping", params: { x: "y".repeat(11 * 1024 * 1024) } });
  stdio.write({ jsonrpc: "2.0", id: "positional", method: "ping", params: [] });
  app.child.stdin.write("no JSON\n");
  expect((await waiting).result?.["tools"]).toHaveLength(12);
  expect(textOf(await stdio.call("get_current_time", { timezone: "UTC" }))).toContain("UTC");
  expect(
    stdio.messages().flatMap(({ id, error }) => (error === undefined ? [] : [[id, (error as { code: number }).code]])),
  ).toEqual([
    [null, -32600],
    ["positional", -32600],
    [null, -32700],
  ]);
  stdio.end();
  expect(await within(15_000, "it ends with its client", app.ended)).toEqual({ code: 0, signal: null });
});

function fail(): never {
  throw new Error("There is no such program");
}
