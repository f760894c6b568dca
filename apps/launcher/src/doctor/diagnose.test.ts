import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import type { RedisFacts } from "@mcp-tools/bus";
import { loadConfig } from "@mcp-tools/config";
import { AppError, type DerivedKeys } from "@mcp-tools/core";
import type { DatabaseFacts } from "@mcp-tools/db";
import { afterEach, beforeEach, expect, test } from "vitest";
import { collectOutput } from "../testing/collect-output.ts";
import { diagnose, type DoctorDeps } from "./diagnose.ts";
import type { PortState } from "./probe-port.ts";
import { reportFindings } from "./report-findings.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "doctor-"));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Circumstances {
  nodeVersion?: string;
  dataDir?: string;
  ports?: Record<number, PortState>;
  env?: Record<string, string>;
  envFile?: string;
  database?: Partial<DatabaseFacts>;
  databaseFails?: Error;
  redis?: Partial<RedisFacts>;
  redisFails?: Error;
  keys?: DerivedKeys;
  toolsFail?: Error;
  tools?: number;
}

const external = { DATABASE_URL: "postgres://db.example.com/tools" };
const withRedis = { REDIS_URL: "redis://redis.example.com" };
const keyed = { ...external, SECRET_KEY: "s".repeat(40) };
const keys: DerivedKeys = {
  current: { id: "mine", key: new Uint8Array(32) },
  all: [
    { id: "mine", key: new Uint8Array(32) },
    { id: "earlier", key: new Uint8Array(32) },
  ],
  isLasting: true,
};
const running = (version: string, services = ["mcp-sse"]) => ({ host: "h", pid: 1, version, services });
const goodDatabase: DatabaseFacts = {
  version: "18.4",
  major: 18,
  skewMs: 3,
  role: "tools",
  isReadOnly: false,
  mayCreate: true,
  notOwned: [],
  applied: ["0000_initial"],
  pending: [],
  unknown: [],
  auditKey: undefined,
  credentialKeys: [],
  secondFactorKeys: [],
  processes: [],
};
const goodRedis: RedisFacts = {
  version: "7.0.15",
  isReplica: false,
  evictionPolicy: "noeviction",
  memoryMax: 0,
  skewMs: 0,
};

async function examine(circumstances: Circumstances = {}) {
  let closed = 0;
  let loaded = 0;
  const { tools = 3, env = {} } = circumstances;
  const deps: DoctorDeps = {
    config: loadConfig({
      env: { DATA_DIR: circumstances.dataDir ?? folder, ...env },
      envFile: circumstances.envFile ?? "/nonexistent",
    }),
    nodeVersion: circumstances.nodeVersion ?? "v24.1.0",
    probePort: (_, port) => Promise.resolve(circumstances.ports?.[port] ?? { kind: "free" }),
    examineDatabase: () =>
      circumstances.databaseFails
        ? Promise.reject(circumstances.databaseFails)
        : Promise.resolve({ ...goodDatabase, ...circumstances.database }),
    examineRedis: () =>
      circumstances.redisFails
        ? Promise.reject(circumstances.redisFails)
        : Promise.resolve({ ...goodRedis, ...circumstances.redis }),
    key: undefined,
    platform: {
      version: "0.1.0",
      close: () => {
        closed += 1;
        return Promise.resolve();
      },
      deriveKeys: () => circumstances.keys ?? keys,
      database: {
        kind: "DATABASE_URL" in env ? "external" : "embedded",
        location: folder,
        check: () => Promise.resolve(undefined),
      },
      toolbox: {
        load: () => {
          loaded += 1;
          return circumstances.toolsFail ? Promise.reject(circumstances.toolsFail) : Promise.resolve();
        },
        registry: { packs: [{ name: "time" }], tools: () => Array.from({ length: tools }) },
      } as unknown as DoctorDeps["platform"]["toolbox"],
    },
  };
  const findings = await diagnose(deps);
  expect(closed).toBe(1);
  return { findings, loaded, get: (check: string) => findings.find((finding) => finding.check === check) };
}

test("finds nothing wrong with a good installation", async () => {
  const findings = await examine();

  expect(findings.findings.map(({ state }) => state)).toEqual(findings.findings.map(() => "ok"));
  expect(findings.get("tools")?.text).toBe("3 tools from time");
});

test.for([
  { what: "an old Node", with: { nodeVersion: "v20.1.0" }, check: "node", text: /older than 22\.18/ },
  {
    what: "a port of another program",
    with: { ports: { 9090: { kind: "taken" } } },
    check: "MCP port",
    text: /taken by another/,
  },
  {
    what: "an address that is not here",
    with: { ports: { 9091: { kind: "unusable", reason: "EADDRNOTAVAIL" } } },
    check: "console port",
    text: /EADDRNOTAVAIL/,
  },
  {
    what: "a database that does not open",
    with: { databaseFails: new Error("no binaries") },
    check: "database",
    text: /no binaries/,
  },
  {
    what: "a disk too full for a new database",
    with: {
      databaseFails: new AppError("unavailable", "initdb failed (1).", {
        detail: [
          "creating configuration files ... ok",
          'performing post-bootstrap initialization ... 2026-11-27 05:07:12 UTC [9] FATAL:  could not write to file "pg_wal/xlogtemp.31": No space left on device',
          "child process exited with exit code 1",
          'initdb: removing contents of data directory "/data/postgres.new"',
        ].join("\n"),
      }),
    },
    check: "database",
    text: /initdb failed \(1\)\. It said: FATAL: +could not write .* No space left on device$/,
  },
  {
    what: "an old PostgreSQL",
    with: { database: { major: 14, version: "14.9" } },
    check: "database",
    text: /14\.9, older than 15/,
  },
  { what: "a standby", with: { database: { isReadOnly: true } }, check: "database", text: /takes no writes/ },
  {
    what: "a role that may not create tables",
    with: { env: keyed, database: { mayCreate: false } },
    check: "database role",
    text: /role tools may not create/,
  },
  {
    what: "tables of another role",
    with: { database: { notOwned: ["a", "b", "c", "d", "e"] } },
    check: "database role",
    text: /does not own a, b, c and 2 more/,
  },
  {
    what: "a database that is newer",
    with: { database: { unknown: ["9999_later"] } },
    check: "database schema",
    text: /newer mcp-tools \(it has 9999_later\)/,
  },
  {
    what: "a database whose clock is ahead",
    with: { database: { skewMs: 2_100 } },
    check: "clock of database",
    text: /2\.1 s ahead/,
  },
  {
    what: "a Redis that does not answer",
    with: { env: withRedis, redisFails: new Error("connection refused") },
    check: "redis",
    text: /connection refused/,
  },
  {
    what: "an old Redis",
    with: { env: withRedis, redis: { version: "5.0.7" } },
    check: "redis",
    text: /5\.0\.7 is older/,
  },
  {
    what: "a replica of Redis",
    with: { env: withRedis, redis: { isReplica: true } },
    check: "redis",
    text: /takes no writes/,
  },
  {
    what: "a Redis that forgets",
    with: { env: withRedis, redis: { evictionPolicy: "volatile-lru", memoryMax: 100 } },
    check: "redis memory",
    text: /maxmemory-policy volatile-lru/,
  },
  {
    what: "a Redis whose clock is behind",
    with: { env: withRedis, redis: { skewMs: -9_000 } },
    check: "clock of redis",
    text: /9\.0 s behind/,
  },
  {
    what: "a second replica without SECRET_KEY",
    with: { env: external, database: { processes: [running("0.1.0", ["admin"])] } },
    check: "secret key",
    text: /SECRET_KEY is not set/,
  },
  {
    what: "credentials of another secret",
    with: { env: keyed, database: { credentialKeys: ["mine", "theirs"] } },
    check: "secret key",
    text: /another secret/,
  },
  {
    what: "second factors of another secret",
    with: { env: keyed, database: { secondFactorKeys: ["4711"] } },
    check: "secret key",
    text: /second factors are encrypted with another secret/,
  },
  {
    what: "an audit written with another secret",
    with: { env: keyed, database: { auditKey: "theirs" } },
    check: "secret key",
    text: /last written with another secret/,
  },
  {
    what: "another process without a secret",
    with: { env: keyed, database: { auditKey: null, processes: [running("0.1.0", ["admin"])] } },
    check: "secret key",
    text: /without a secret/,
  },
  {
    what: "a secret that was lost",
    with: { database: { auditKey: "theirs" } },
    check: "secret key",
    text: /secret\.key is missing/,
  },
  {
    what: "two replicas without Redis",
    with: { env: keyed, database: { processes: [running("0.1.0"), running("0.1.0")] } },
    check: "replicas",
    text: /2 processes serve MCP.*REDIS_URL is not set/,
  },
  {
    what: "a PUBLIC_URL that nobody answers",
    with: { env: { PUBLIC_URL: "http://127.0.0.1:1" } },
    check: "PUBLIC_URL",
    text: /cannot be reached/,
  },
  {
    what: "an ADMIN_URL that nobody answers",
    with: { env: { ADMIN_URL: "http://127.0.0.1:1" } },
    check: "ADMIN_URL",
    text: /cannot be reached/,
  },
  {
    what: "tools that do not load",
    with: { toolsFail: new Error("bad.ts: no name") },
    check: "tools",
    text: /bad\.ts/,
  },
] satisfies { what: string; with: Circumstances; check: string; text: RegExp }[])(
  "finds $what",
  async ({ with: circumstances, check, text }) => {
    const { findings } = await examine(circumstances);
    const problems = findings.filter(({ state }) => state === "problem");

    expect(problems).toEqual([
      {
        check,
        state: "problem",
        text: expect.stringMatching(text),
        why: expect.any(String),
        advice: expect.any(String),
      },
    ]);
  },
);

test.for([
  {
    what: "migrations to come",
    with: { env: keyed, database: { pending: ["0005_more"] } },
    check: "database schema",
    text: /behind by 0005_more/,
  },
  {
    what: "no SECRET_KEY for a first process",
    with: { env: external },
    check: "secret key",
    text: /SECRET_KEY is not set/,
  },
  {
    what: "a Redis that could forget",
    with: { env: withRedis, redis: { evictionPolicy: "allkeys-lru" } },
    check: "redis memory",
    text: /throws keys away/,
  },
  {
    what: "another version",
    with: { database: { processes: [running("0.0.9")] } },
    check: "replicas",
    text: /0\.0\.9; this is 0\.1\.0/,
  },
] satisfies { what: string; with: Circumstances; check: string; text: RegExp }[])(
  "notes $what",
  async ({ with: circumstances, check, text }) => {
    const { findings } = await examine(circumstances);

    expect(findings.filter(({ state }) => state === "problem")).toEqual([]);
    expect(findings.find((finding) => finding.check === check && finding.state === "note")?.text).toMatch(text);
  },
);

test.for([
  {
    what: "an earlier secret that is still known",
    with: { env: keyed, database: { auditKey: "earlier", credentialKeys: ["earlier"] } },
  },
  { what: "an empty embedded database", with: { database: { applied: [], pending: ["0000_initial"] } } },
  {
    what: "two replicas with Redis",
    with: { env: { ...keyed, ...withRedis }, database: { processes: [running("0.1.0"), running("0.1.0")] } },
  },
] satisfies { what: string; with: Circumstances }[])("$what is as it should be", async ({ with: circumstances }) => {
  const { findings } = await examine(circumstances);

  expect(findings.filter(({ state }) => state !== "ok")).toEqual([]);
});

test("names the database's log where there is one", async () => {
  const circumstances = { databaseFails: new Error("gone") };
  expect((await examine(circumstances)).get("database")).toMatchObject({
    advice: expect.not.stringContaining("log") as string,
  });
  writeFileSync(join(folder, "postgres.log"), "");
  expect((await examine(circumstances)).get("database")).toMatchObject({
    advice: expect.stringContaining(`Its log is ${join(folder, "postgres.log")}.`) as string,
  });
});

test("a tool file with a mistake is a problem, with a database and without", async () => {
  writeFileSync(
    join(folder, "good.mjs"),
    'export default { name: "a", description: "d", access: "read", run: () => "" };',
  );
  writeFileSync(join(folder, "bad.mjs"), "throw new Error('no such module');");
  const env = { TOOLS_DIR: folder };
  const bad = {
    check: "tools",
    state: "problem",
    text: `${join(folder, "bad.mjs")}: no such module`,
    why: expect.stringContaining("This file's tools are missing") as string,
  };

  const { findings, get } = await examine({ env });
  expect(findings.filter(({ state }) => state !== "ok")).toMatchObject([bad]);
  expect(get("tools")).toMatchObject(bad);
  expect((await examine({ env, databaseFails: new Error("gone") })).get("tools")).toMatchObject(bad);
});

test.for([
  { what: "TOOLS_DIR that is not there", with: { env: { TOOLS_DIR: "/no/such/folder" } }, text: /^TOOLS_DIR: / },
  {
    what: "TOOL_PACKS with a package that is not there",
    with: { toolsFail: new AppError("invalid_input", "TOOL_PACKS: none", { detail: { setting: "TOOL_PACKS" } }) },
    text: /^TOOL_PACKS: /,
  },
] satisfies { what: string; with: Circumstances; text: RegExp }[])(
  "a $what is a wrong setting, and ends with 78",
  async ({ with: circumstances, text }) => {
    const { findings } = await examine(circumstances);

    expect(findings.filter(({ state }) => state === "problem")).toMatchObject([
      { check: "settings", text: expect.stringMatching(text) as string },
    ]);
    expect(reportFindings(findings, { json: true, output: collectOutput().output })).toBe(78);
  },
);

test("a folder for files that is not there is a problem, unless the pack is off", async () => {
  const there = join(folder, "there");
  mkdirSync(there);
  const file = join(folder, "file");
  writeFileSync(file, "");
  const rootsOf = async (env: Record<string, string>) =>
    (await examine({ env })).findings.filter(({ check }) => check === "FILES_ROOTS");
  const all = [there, file, join(folder, "missing")].join(delimiter);

  expect(await rootsOf({ FILES_ROOTS: all })).toMatchObject([
    { state: "problem", text: `${file}: it is no folder` },
    { state: "problem", text: `${join(folder, "missing")}: it does not exist` },
  ]);
  expect(await rootsOf({ FILES_ROOTS: there })).toMatchObject([{ state: "ok" }]);
  expect(await rootsOf({ FILES_ROOTS: all, TOOL_PACKS: "time" })).toEqual([]);
});

test("notes the lines of the settings file that mean nothing", async () => {
  const envFile = join(folder, "idle.env");
  writeFileSync(envFile, "ADMIN PORT=19441\nsome words\nNODE_ENV=production\n");
  const { findings } = await examine({ envFile });

  expect(findings.filter(({ state }) => state !== "ok")).toMatchObject([
    {
      check: "settings",
      state: "note",
      text: `${envFile}, line 1: there is no setting ADMIN PORT`,
      advice: expect.stringContaining("Write ADMIN_PORT=") as string,
    },
    { state: "note", text: `${envFile}, line 2: this is no assignment of a setting (NAME=value)` },
    { state: "note", text: `${envFile}, line 3: there is no setting NODE_ENV` },
  ]);
});

test("loads no tools where that would migrate somebody's database", async () => {
  expect((await examine({ env: keyed, database: { pending: ["0005_more"] } })).loaded).toBe(0);
  expect((await examine({ env: keyed, database: { applied: [], pending: ["0000_initial"] } })).loaded).toBe(0);
  expect((await examine({ databaseFails: new Error("gone") })).loaded).toBe(0);
  expect((await examine({ env: keyed })).loaded).toBe(1);
});

test("makes no secret by asking for one", async () => {
  await examine({ database: { auditKey: "theirs" } });
  await examine();

  expect(existsSync(join(folder, "secret.key"))).toBe(false);
});

test.runIf(process.platform !== "win32")("finds a secret that others can read", async () => {
  writeFileSync(join(folder, "secret.key"), "x", { mode: 0o644 });
  expect((await examine()).get("data folder")).toMatchObject({
    state: "problem",
    text: expect.stringContaining("read by other") as string,
  });
  chmodSync(join(folder, "secret.key"), 0o600);
  expect((await examine()).get("data folder")).toMatchObject({ state: "ok" });
});

test("our own server on a port is no problem", async () => {
  const findings = await examine({
    ports: { 9090: { kind: "ours", version: "0.1.0", services: ["mcp-sse", "admin"] } },
  });

  expect(findings.get("MCP port")).toMatchObject({
    state: "ok",
    text: expect.stringContaining("mcp-tools 0.1.0 is running there (mcp-sse, admin)") as string,
  });
});

test("an answering Redis is said to answer", async () => {
  expect((await examine({ env: withRedis })).get("redis")).toMatchObject({ state: "ok" });
});

test("no tools at all is worth a note", async () => {
  expect((await examine({ tools: 0 })).get("tools")).toMatchObject({ state: "note" });
});

test("finds a data folder that cannot be one, and leaves nothing behind in a good one", async () => {
  const file = join(folder, "file");
  writeFileSync(file, "");

  const findings = await examine({ dataDir: file });
  expect(findings.get("data folder")).toMatchObject({ state: "problem" });
  expect(findings.get("database")).toMatchObject({
    state: "problem",
    text: expect.stringContaining("not tried") as string,
  });
  await examine();
  expect(existsSync(join(folder, `.doctor-${process.pid}`))).toBe(false);
});

test.runIf(process.platform === "linux")(
  "a data folder that the system does not let be made is found, and soon",
  async () => {
    expect((await examine({ dataDir: "/proc/nowhere/data" })).get("data folder")).toMatchObject({ state: "problem" });
  },
);

test("the report ends with 1 when something is wrong, and says what to do", () => {
  const { output, printed } = collectOutput();
  const code = reportFindings(
    [
      { check: "node", state: "ok", text: "Node v24" },
      { check: "tools", state: "problem", text: "bad", why: "it matters", advice: "fix it" },
    ],
    { json: false, output },
  );

  expect(code).toBe(1);
  expect(printed()).toMatch(/✓ node.*\n✗ tools +bad\n +it matters\n +→ fix it\n\nOne problem\./);
});

test("the report as JSON says whether all is well", () => {
  const note = { check: "node", state: "note", text: "hm", why: "so", advice: "do" } as const;
  const { output, printed } = collectOutput();

  expect(reportFindings([note], { json: true, output })).toBe(0);
  expect(JSON.parse(printed())).toEqual({ ok: true, findings: [note] });
});
