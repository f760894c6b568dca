import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadConfig } from "@mcp-tools/config";
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
  databaseProblem?: string;
  openFails?: Error;
  redis?: string | undefined;
  toolsFail?: Error;
  tools?: number;
}

async function examine(circumstances: Circumstances = {}) {
  let closed = 0;
  const { tools = 3 } = circumstances;
  const deps: DoctorDeps = {
    config: loadConfig({ env: { DATA_DIR: circumstances.dataDir ?? folder }, envFile: "/nonexistent" }),
    nodeVersion: circumstances.nodeVersion ?? "v24.1.0",
    probePort: (_, port) => Promise.resolve(circumstances.ports?.[port] ?? { kind: "free" }),
    platform: {
      open: () => (circumstances.openFails ? Promise.reject(circumstances.openFails) : Promise.resolve()),
      close: () => {
        closed += 1;
        return Promise.resolve();
      },
      database: {
        kind: "embedded",
        location: "/data/postgres",
        check: () => Promise.resolve(circumstances.databaseProblem),
      },
      checks: [
        { name: "database", check: () => circumstances.databaseProblem },
        ...("redis" in circumstances ? [{ name: "redis", check: () => circumstances.redis }] : []),
      ],
      toolbox: {
        load: () => (circumstances.toolsFail ? Promise.reject(circumstances.toolsFail) : Promise.resolve()),
        registry: { packs: [{ name: "time" }], tools: () => Array.from({ length: tools }) },
      } as unknown as DoctorDeps["platform"]["toolbox"],
    },
  };
  const findings = await diagnose(deps);
  expect(closed).toBe(1);
  return new Map(findings.map((finding) => [finding.check, finding]));
}

test("finds nothing wrong with a good installation", async () => {
  const findings = await examine();

  expect([...findings.values()].map(({ state }) => state)).toEqual(Array.from({ length: findings.size }, () => "ok"));
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
    with: { openFails: new Error("no binaries") },
    check: "database",
    text: /no binaries/,
  },
  {
    what: "a database that does not answer",
    with: { databaseProblem: "connection refused" },
    check: "database",
    text: /connection refused/,
  },
  {
    what: "a Redis that does not answer",
    with: { redis: "connection refused" },
    check: "redis",
    text: /connection refused/,
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
    const findings = await examine(circumstances);
    const problems = [...findings.values()].filter(({ state }) => state === "problem");

    expect(problems.map((finding) => finding.check)).toEqual([check]);
    expect(problems[0]?.text).toMatch(text);
  },
);

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
  expect((await examine({ redis: undefined })).get("redis")).toMatchObject({ state: "ok" });
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
      { check: "tools", state: "problem", text: "bad", advice: "fix it" },
    ],
    { json: false, output },
  );

  expect(code).toBe(1);
  expect(printed()).toMatch(/✓ node.*\n✗ tools +bad\n +→ fix it\n\nOne problem\./);
});

test("the report as JSON says whether all is well", () => {
  const { output, printed } = collectOutput();

  expect(reportFindings([{ check: "node", state: "note", text: "hm" }], { json: true, output })).toBe(0);
  expect(JSON.parse(printed())).toEqual({ ok: true, findings: [{ check: "node", state: "note", text: "hm" }] });
});
