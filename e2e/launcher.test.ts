import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { App } from "./harness/app.ts";
import { callTool } from "./harness/call-tool.ts";
import { connectV2 } from "./harness/connect-v2.ts";
import { send } from "./harness/http.ts";
import { textOf } from "./harness/json-rpc.ts";
import { openLab } from "./harness/lab.ts";
import { becomeOwner, type SignedIn } from "./harness/sign-in.ts";
import { speakStdio } from "./harness/stdio-lines.ts";
import { until, within } from "./harness/until.ts";

const env = { TOOL_PACKS: "time,memory" };
const lab = openLab();
/** One database for all commands, as on one machine. */
const dataDir = lab.path("data");
afterAll(() => lab.close());

let owner: Promise<SignedIn> | undefined;
/** One answer of the console's API. */
async function ask(app: App, path: string): Promise<unknown> {
  const { headers } = await (owner ??= becomeOwner(app));
  return JSON.parse((await send(`${app.url("admin")}${path}`, { headers })).text);
}

/** Runs a command to its end. */
async function run(
  args: readonly string[],
  { input = "", more = {} }: { input?: string; more?: Record<string, string> } = {},
) {
  const app = lab.spawn("launcher", { args, dataDir, env: { ...env, ...more } });
  app.child.stdin.end(input);
  const { code } = await within(30_000, `mcp-tools ${args.join(" ")} ends`, app.ended);
  return { code, out: app.stdout(), err: app.stderr() };
}

describe("serve", () => {
  test("is what happens without a command: MCP and the console, and what a person needs next", async () => {
    const app = await lab.start("launcher", { dataDir, env });
    expect(await callTool(app.url("mcp-sse"), "get_current_time", { timezone: "UTC" })).toMatchObject({
      isError: false,
    });
    expect(await send(`${app.url("admin")}/`, { headers: { accept: "text/html" } })).toMatchObject({
      status: 200,
      text: expect.stringContaining("<title>"),
    });
    expect(app.stdout()).toBe("");
    expect(app.stderr()).toContain(`${app.url("mcp-sse")}/mcp`);
    expect(app.stderr()).toContain(`${app.url("mcp-sse")}/sse`);
    expect(app.stderr()).toContain(app.url("admin"));
    const [configuration] = app
      .stderr()
      .split("\n")
      .filter((line) => line.includes("mcpServers"));
    expect(JSON.parse(configuration ?? "")).toEqual({
      mcpServers: { "mcp-tools": { type: "http", url: `${app.url("mcp-sse")}/mcp` } },
    });
    expect(await app.stop()).toEqual({ code: 0, signal: null });
  });

  test("shares one platform between its services: the console shows what MCP did", async () => {
    const app = await lab.start("launcher", { dataDir, env });
    await callTool(app.url("mcp-sse"), "get_current_time", { timezone: "Asia/Tokyo" });
    const { calls } = (await ask(app, "/api/calls?tool=get_current_time&limit=1")) as { calls: object[] };
    expect(calls).toMatchObject([
      { tool: "get_current_time", argumentsPreview: expect.stringContaining("Asia/Tokyo") },
    ]);
    const overview = (await ask(app, "/api/overview")) as object;
    expect(overview).toMatchObject({
      services: expect.arrayContaining([
        { name: "mcp-sse", processes: 1 },
        { name: "admin", processes: 1 },
      ]),
      database: { kind: "embedded", ok: true },
      bus: { kind: "memory", ok: true },
      tools: { count: 12 },
      traffic: { callsPerMinute: expect.any(Number) },
      system: { memory: { totalBytes: expect.any(Number) }, disk: { totalBytes: expect.any(Number) } },
    });
    const openApi = (await ask(app, "/api/openapi.json")) as {
      openapi: string;
      paths: object;
    };
    expect(Object.keys(openApi.paths)).toEqual(expect.arrayContaining(["/api/overview", "/api/calls", "/api/tools"]));
    await app.stop();
  });

  test("--no-admin serves MCP alone", async () => {
    const app = await lab.start("launcher", { dataDir, env, args: ["--no-admin"], services: ["mcp-sse"] });
    expect(() => app.url("admin")).toThrow("does not serve admin");
    await app.stop();
  });

  test("takes its settings from flags before the environment", async () => {
    const app = await lab.start("launcher", {
      dataDir,
      env: { ...env, PORT: "not a port", LOG_LEVEL: "info" },
      args: ["serve", "--port", "0", "--host", "localhost"],
    });
    expect(new URL(app.url("mcp-sse")).hostname).toMatch(/^(localhost|127\.0\.0\.1|\[::1\])$/);
    await app.stop();
  });

  test("--transport both speaks HTTP and stdio in one process, with nothing but protocol on stdout", async () => {
    const app = await lab.start("launcher", { dataDir, env, args: ["--transport", "both"] });
    const stdio = speakStdio(app);
    await stdio.initialize();
    await stdio.call("create_entities", { entities: [{ name: "from stdio", entityType: "thing", observations: [] }] });
    expect((await callTool(app.url("mcp-sse"), "read_graph")).text).toContain("from stdio");
    expect(stdio.messages().every(({ jsonrpc }) => jsonrpc === "2.0")).toBe(true);
    stdio.end();
    expect(await within(10_000, "it ends with its stdio client", app.ended)).toEqual({ code: 0, signal: null });
  });

  test.for([{ args: ["stdio"] }, { args: ["--transport", "stdio"] }, { args: ["serve", "--transport", "stdio"] }])(
    "$args serves stdio and no console",
    async ({ args }) => {
      const app = lab.spawn("launcher", { dataDir, env, args });
      const stdio = speakStdio(app);
      expect((await stdio.initialize()).result).toMatchObject({ serverInfo: { name: "mcp-tools" } });
      expect(textOf(await stdio.call("get_current_time", { timezone: "UTC" }))).toContain("UTC");
      expect(app.stderr()).not.toContain('"admin"');
      stdio.end();
      expect(await within(10_000, "it ends with its client", app.ended)).toEqual({ code: 0, signal: null });
    },
  );
});

describe("call", () => {
  test("prints a result, as text or as JSON, with arguments from the line or from stdin", async () => {
    const plain = await run(["call", "time_difference", '{"start":"2026-01-01","end":"2026-01-02","timezone":"UTC"}']);
    expect(plain).toMatchObject({ code: 0, out: expect.stringContaining("P1D") });
    const asJson = await run(["call", "time_difference", "-", "--json"], {
      input: '{"start":"2026-01-01","end":"2026-01-02","timezone":"UTC"}',
    });
    expect(JSON.parse(asJson.out)).toMatchObject({ structuredContent: { total_seconds: 86_400 } });
  });

  test.for([
    {
      name: "an unknown tool",
      args: ["call", "no_such_tool"],
      code: 64,
      says: /no tool "no_such_tool".*get_current_time/,
    },
    { name: "arguments that are no JSON", args: ["call", "get_current_time", "{"], code: 64, says: /not valid JSON/ },
    { name: "arguments that do not fit", args: ["call", "convert_time", "{}"], code: 1, says: /do not fit/ },
    { name: "an unknown command", args: ["serv"], code: 64, says: /no command 'serv'/ },
    { name: "an unknown option", args: ["--prot", "1"], code: 64, says: /unknown option/ },
    {
      name: "a transport that does not exist",
      args: ["--transport", "carrier-pigeon"],
      code: 64,
      says: /carrier-pigeon/,
    },
    { name: "an unknown client", args: ["connect", "notepad"], code: 64, says: /notepad/ },
  ])("$name ends with $code and a remark", async ({ args, code, says }) => {
    const ended = await run(args);
    expect(ended.code).toBe(code);
    expect(`${ended.out}${ended.err}`).toMatch(says);
    expect(ended.err).not.toContain("    at ");
  });

  test("is recorded like any other", async () => {
    await run(["call", "get_current_time", '{"timezone":"Europe/Rome"}']);
    const app = await lab.start("admin", { dataDir, env });
    const { calls } = (await ask(app, "/api/calls?tool=get_current_time&limit=1")) as {
      calls: object[];
    };
    expect(calls).toMatchObject([{ transport: "cli", argumentsPreview: expect.stringContaining("Europe/Rome") }]);
    await app.stop();
  });
});

test("Ctrl-C ends a call at once, whatever its tool does", async () => {
  const tools = lab.path("stubborn-tools");
  const mark = lab.path("mark");
  mkdirSync(tools);
  const runs = `writeFileSync(${JSON.stringify(mark)}, ""); return new Promise((resolve) => setTimeout(resolve, 60_000));`;
  writeFileSync(
    join(tools, "stubborn.mjs"),
    `import { writeFileSync } from "node:fs";
     export default { name: "stubborn", description: "Waits.", access: "read", run() { ${runs} } };`,
  );
  const app = lab.spawn("launcher", { args: ["call", "stubborn"], dataDir, env: { ...env, TOOLS_DIR: tools } });
  await until("the call has begun", () => existsSync(mark));
  app.kill("SIGINT");
  expect(await within(5_000, "the process ends", app.ended)).toEqual({ code: 130, signal: null });
  expect(app.stdout() + app.stderr()).toContain("cancelled");
});

test.for([["--help"], ["tools", "list"]])("a reader that has seen enough of `%s` is no fault", async (args) => {
  const app = lab.spawn("launcher", { args, dataDir, env });
  app.child.stdout.destroy();
  expect(await within(30_000, "the process ends", app.ended)).toEqual({ code: 0, signal: null });
  expect(app.stderr()).not.toContain("EPIPE");
});

describe("doctor, migrate, help", () => {
  test("doctor finds everything in order", async () => {
    const { code, out } = await run(["doctor", "--json"], { more: { PORT: "0", ADMIN_PORT: "0" } });
    const { ok, findings } = JSON.parse(out) as { ok: boolean; findings: { check: string; state: string }[] };
    expect(findings.filter(({ state }) => state === "problem")).toEqual([]);
    expect(findings.map(({ check }) => check)).toEqual(expect.arrayContaining(["settings", "database", "tools"]));
    expect([code, ok]).toEqual([0, true]);
  });

  test("doctor says what is wrong and what to do", async () => {
    const { code, out } = await run(["doctor"], { more: { TOOLS_DIR: join(lab.folder, "missing") } });
    expect(code).toBe(78);
    expect(out).toMatch(/✗ settings.*TOOLS_DIR.*missing/);
    expect(out).toContain("→");
  });

  test("doctor names a tool file with a mistake, and nothing else comes with it", async () => {
    const dir = lab.path("broken-tools");
    mkdirSync(dir);
    writeFileSync(join(dir, "bad.mjs"), "export default { name: ");
    const more = { PORT: "0", ADMIN_PORT: "0", TOOLS_DIR: dir, FILES_ROOTS: "" };
    const { code, out, err } = await run(["doctor"], { more });
    expect({ code, err }).toEqual({ code: 1, err: "" });
    expect(out).toMatch(/✗ tools .*bad\.mjs: /);
    expect(out).toMatch(/✓ tools /);
  });

  test("migrate makes a new database, and finds nothing to do the second time", async () => {
    const fresh = { DATA_DIR: lab.path("data") };
    const first = await run(["migrate", "--json"], { more: fresh });
    expect(JSON.parse(first.out)).toMatchObject({
      applied: expect.arrayContaining([expect.stringMatching(/^0000/)]),
    });
    const second = await run(["migrate"], { more: fresh });
    expect(second).toMatchObject({ code: 0, out: expect.stringContaining("nothing was done") });
  });

  test("--help and --version explain themselves on stdout and end with 0", async () => {
    expect(await run(["--version"])).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
      err: "",
    });
    const { out } = await run(["--help"]);
    for (const word of ["stdio", "doctor", "migrate", "call", "connect", "--transport", "--no-admin", "--data-dir"])
      expect(out).toContain(word);
    for (const command of ["stdio", "doctor", "migrate", "call", "connect"])
      expect((await run([command, "--help"])).code).toBe(0);
  });
});

describe("connect", () => {
  const home = lab.path("home");
  const files = {
    "claude-desktop": join(home, ".config", "Claude", "claude_desktop_config.json"),
    "claude-code": join(lab.folder, ".mcp.json"),
    cursor: join(home, ".cursor", "mcp.json"),
    vscode: join(home, ".config", "Code", "User", "mcp.json"),
    codex: join(home, ".codex", "config.toml"),
  };
  const connect = (...args: string[]) => run(["connect", ...args], { more: { HOME: home } });
  const backups = (file: string) => readdirSync(dirname(file)).filter((name) => name.includes(".backup-"));

  test.for(Object.entries(files))("%s --write makes %s, and a second time changes nothing", async ([client, file]) => {
    const first = await connect(client, "--write");
    expect(first).toMatchObject({ code: 0, out: expect.stringContaining(file) });
    const text = readFileSync(file, "utf8");
    expect(text).toContain(process.execPath);
    expect(text).toContain("stdio");
    expect(await connect(client, "--write")).toMatchObject({
      code: 0,
      out: expect.stringContaining("nothing was written"),
    });
    expect(readFileSync(file, "utf8")).toBe(text);
    expect(backups(file)).toEqual([]);
  });

  test("--write keeps what is there, and a copy of it", async () => {
    const file = join(home, "other", "mcp.json");
    mkdirSync(dirname(file), { recursive: true });
    const before = '{\n  // mine\n  "mcpServers": { "other": { "command": "x" } },\n  "theme": "dark"\n}\n';
    writeFileSync(file, before);
    expect((await connect("cursor", "--write", "--file", file, "--http", "--port", "9090")).code).toBe(0);
    const after = readFileSync(file, "utf8");
    expect(after).toContain("// mine");
    expect(after).toContain('"theme": "dark"');
    expect(JSON.parse(after.replace("// mine", ""))).toMatchObject({
      mcpServers: { other: { command: "x" }, "mcp-tools": { url: "http://127.0.0.1:9090/mcp" } },
    });
    const [backup = ""] = backups(file);
    expect(readFileSync(join(dirname(file), backup), "utf8")).toBe(before);
  });

  test("leaves a file that it cannot understand as it is", async () => {
    const file = join(home, "broken", "mcp.json");
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, "{ broken");
    expect(await connect("cursor", "--write", "--file", file)).toMatchObject({
      code: 1,
      err: expect.stringContaining("left as it is"),
    });
    expect(readFileSync(file, "utf8")).toBe("{ broken");
  });

  describe("what it wrote", () => {
    let app: App;
    beforeAll(async () => {
      app = await lab.start("launcher", { dataDir, env });
    });
    afterAll(async () => void (await app.stop()));

    test("starts a server that a client can use from any folder, with the same data", async () => {
      const { out } = await connect("claude-desktop", "--json");
      const { configuration } = JSON.parse(out) as {
        configuration: { mcpServers: Record<string, { command: string; args: string[] }> };
      };
      const { command, args } = configuration.mcpServers["mcp-tools"] ?? { command: "", args: [] };
      await callTool(app.url("mcp-sse"), "create_entities", {
        entities: [{ name: "shared", entityType: "thing", observations: [] }],
      });
      const transport = new StdioClientTransport({
        command,
        args,
        cwd: "/",
        env: { PATH: "/usr/bin:/bin" },
        stderr: "ignore",
      });
      const client = await connectV2(transport, "legacy");
      if (transport.pid !== null) lab.track(transport.pid, "what connect wrote");
      try {
        expect(JSON.stringify(await client.call("open_nodes", { names: ["shared"] }))).toContain("shared");
      } finally {
        await client.close();
      }
    });
  });
});
