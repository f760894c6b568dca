import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { App } from "./harness/app.ts";
import { applyConfig } from "./harness/apply-config.ts";
import { callTool } from "./harness/call-tool.ts";
import { send } from "./harness/http.ts";
import { modernCall } from "./harness/json-rpc.ts";
import { openLab } from "./harness/lab.ts";
import { until, within } from "./harness/until.ts";

const env = { TOOL_PACKS: "time,memory" };
const lab = openLab();
const dataDir = lab.path("data");
let server: App;
beforeAll(async () => {
  server = await lab.start("mcp-sse", { dataDir, env });
});
afterAll(() => lab.close());

/** Runs a command to its end, beside the running server. */
async function run(args: readonly string[], input = "") {
  const app = lab.spawn("launcher", { args, dataDir, env });
  app.child.stdin.end(input);
  const { code } = await within(30_000, `mcp-tools ${args.join(" ")} ends`, app.ended);
  return { code, out: app.stdout(), err: app.stderr() };
}

const remove = () => callTool(server.url(), "delete_entities", { entityNames: ["nobody"] });
const clock = () => send(`${server.url()}/mcp`, modernCall("c", "get_current_time", { timezone: "UTC" }));

test("what may destroy needs a human, until the owner says otherwise; a running server follows at once", async () => {
  const held = remove();
  await until("the call waits", async () => (await run(["approvals", "list"])).out.includes("delete_entities"));

  await applyConfig(lab, dataDir, { policy: { defaults: { destructive: "allow" } } });

  expect(await held).toMatchObject({ isError: false });
  expect(await remove()).toMatchObject({ isError: false });
  const direct = await run(["call", "delete_entities", '{"entityNames":["nobody"]}']);
  expect(direct.code).toBe(0);
});

test("a rule refuses the calls it is about, with its reason", async () => {
  const match = { tools: ["get_current_time"], arguments: [{ pointer: "/timezone", like: "Asia/*" }] };
  await applyConfig(lab, dataDir, {
    policy: { rules: [{ id: "no-asia", match, effect: "refuse", reason: "Not our hours." }] },
  });

  const ask = (timezone: string) => callTool(server.url(), "get_current_time", { timezone });
  await until("the server refuses it", async () => (await ask("Asia/Tokyo")).isError, { timeoutMs: 3_000 });
  expect((await ask("Asia/Tokyo")).text).toBe("Not allowed: Not our hours.");
  expect((await ask("Europe/Rome")).isError).toBe(false);
  expect((await run(["policy", "rules"])).out).toContain(
    'refuse  no-asia  tools get_current_time; /timezone like "Asia/*"',
  );
  const simulated = await run([
    "policy",
    "simulate",
    "--rule",
    JSON.stringify({ id: "x", match: {}, effect: "refuse" }),
    "--json",
  ]);
  expect([simulated.code, JSON.parse(simulated.out)]).toMatchObject([0, { isComplete: true, unjudged: { cut: 0 } }]);
});

test("a tool that is switched off is not there, in every process", async () => {
  expect(await run(["tools", "disable", "get_current_time"])).toMatchObject({
    code: 0,
    out: "get_current_time is off now.\n",
  });

  await until("the server has no such tool", async () => (await clock()).text.includes("Unknown tool"), {
    timeoutMs: 3_000,
  });
  expect(await run(["call", "get_current_time"])).toMatchObject({
    code: 64,
    err: expect.not.stringMatching(/tools:.*get_current_time/),
  });
  const tools = JSON.parse((await run(["tools", "list", "--json"])).out) as { name: string; enabled: boolean }[];
  expect(tools.filter(({ enabled }) => !enabled).map(({ name }) => name)).toEqual(["get_current_time"]);

  await run(["tools", "enable", "get_current_time"]);
  await until("the server has it again", async () => (await clock()).status === 200, { timeoutMs: 3_000 });
});

describe("one file", () => {
  test("is exported, planned and applied, and applied again changes nothing", async () => {
    const file = join(lab.folder, "policy.yaml");
    expect(await run(["export", "-o", file])).toMatchObject({ code: 0, out: "" });
    expect(readFileSync(file, "utf8")).toContain("id: no-asia");
    expect((await run(["apply", "-f", file, "--prune"])).out).toBe("Nothing to change.\n");

    writeFileSync(file, readFileSync(file, "utf8").replace("reason: Not our hours.", "reason: Ask Ann."));
    const planned = await run(["plan", "-f", file]);
    expect(planned).toMatchObject({ code: 0, out: '~ rule no-asia: reason  "Not our hours." → "Ask Ann."\n' });
    expect(await run(["apply", "-f", file])).toMatchObject({ code: 64, err: expect.stringContaining("--yes") });
    expect((await run(["apply", "-f", file, "--yes"])).out).toContain("Changed.");
    expect((await run(["policy", "show"])).out).toContain("Ask Ann.");
    const versions = JSON.parse((await run(["policy", "history", "--json"])).out) as {
      version: number;
      createdBy: string;
    }[];
    expect(versions.every(({ createdBy }) => createdBy === "operator")).toBe(true);
    const before = await run(["policy", "show", String(versions[1]?.version), "--json"]);
    expect(before.out).toContain("Not our hours.");
  });

  test.for([
    ["an unknown field", "version: 1\npolicy:\n  rulez: []\n", /line 3: policy\.rulez/],
    ["a name that stands twice", '{"version":1,\n"version":1}', /line 2: /],
  ] as const)("with %s is refused with the line", async ([, text, expected]) => {
    expect(await run(["plan", "-f", "-"], text)).toMatchObject({
      code: 64,
      out: "",
      err: expect.stringMatching(expected),
    });
  });

  test("that is not there is said to be missing", async () => {
    expect(await run(["plan", "-f", "missing.yaml"])).toMatchObject({
      code: 64,
      err: expect.stringContaining("missing.yaml"),
    });
  });
});
