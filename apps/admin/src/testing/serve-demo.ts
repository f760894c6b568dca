import { join } from "node:path";
import { serve } from "@hono/node-server";
import { loadConfig } from "@mcp-tools/config";
import { AppError, silentLogger, type AuditRecord } from "@mcp-tools/core";
import { invitePerson, makeSetupLink, operator } from "@mcp-tools/governance";
import { createAdminApp } from "../app.ts";
import { createIdentifier } from "../auth/create-identifier.ts";
import { addDemoApprovals } from "./demo-approvals.ts";
import { addDemoAccess } from "./demo-access.ts";
import { addDemoKeys } from "./demo-keys.ts";
import { createRandom, demoCall, demoDay, demoEvents } from "./demo-calls.ts";
import { createDemoPeople } from "./demo-people.ts";
import { seedDemo } from "./demo-policy.ts";
import { demoToolbox } from "./demo-toolbox.ts";
import { demoTools, manyTools } from "./demo-tools.ts";
import { createFakeAuditLog } from "./fake-calls.ts";
import { createFakeAuth } from "./fake-auth.ts";
import { createFakeDeps, fakeProcess, type FakeOptions } from "./fake-deps.ts";
import { demoSessions } from "./demo-sessions.ts";
import { createFakePeople, fakeHash, fakePerson } from "./fake-people.ts";
import { createFakeRegistry } from "./fake-registry.ts";

/**
 * The console over made-up data, for looking at it: `node src/testing/serve-demo.ts [port] [busy|tour|empty|trouble|many|entrance|first]`.
 * `tour` is `busy` without what is there to break the page: for pictures.
 * Everybody is signed in, but for `entrance` (ada@example.com, "password") and `first` (nobody yet), which print their links.
 * Nothing imports it, so it is in no build.
 */
const [port = "9091", named = "busy"] = process.argv.slice(2);
const tidy = named === "tour";
const scene = tidy ? "busy" : named;
const startedAt = Date.now() - 3 * 86_400_000 - 5_000_000;
const calls = createFakeAuditLog(scene === "empty" ? [] : [...demoDay(Date.now()), ...demoEvents(Date.now())]);
// What is changed here is read here, too.
Object.assign(calls, { record: async (row: AuditRecord) => calls.add(row) });
const sessions = { http: 12, sse: 3, stdio: 2, listen: 4 };
const replica = () =>
  fakeProcess({
    id: "b",
    host: "tools-7d9f4-x2x8q",
    pid: 1,
    version: "0.1.0",
    services: ["mcp-sse"],
    startedAt,
    lastSeenAt: Date.now() - 4000,
    sessions,
    rssBytes: 141e6,
    cpu: 0.31,
  });

const common: FakeOptions = {
  config: loadConfig({
    env: { ADMIN_URL: "https://console.example.com", SECRET_KEY: "x".repeat(40), TOOL_PACKS: "time,fetch,files" },
    flags: { LOG_LEVEL: "debug" },
    envFile: "/nowhere",
  }),
  calls,
  registry: createFakeRegistry(scene === "many" ? manyTools(10_000) : scene === "empty" ? [] : demoTools),
  toolbox: demoToolbox,
  webDir: join(import.meta.dirname, "../../dist/web"),
  tickMs: 2000,
  self: { startedAt, version: "0.1.0", sessions: scene === "empty" ? {} : { http: 5 } },
  connect: { port: 9090, requiresKey: scene !== "empty" },
};
const scenes: Readonly<Record<string, FakeOptions>> = {
  empty: {},
  busy: {
    processes: { list: async () => [replica()] },
    busKind: "redis",
    database: { kind: "external", location: "db.internal:5432/mcp_tools", check: () => Promise.resolve(undefined) },
  },
  trouble: {
    processes: { list: async () => [{ ...replica(), lastSeenAt: Date.now() - 95_000 }] },
    database: {
      kind: "external",
      location: "db.internal:5432/mcp_tools",
      check: async () => "Connection refused by db.internal:5432",
    },
    system: {
      host: "laptop",
      platform: "linux 6.8",
      node: "v24.0.0",
      cores: 4,
      cpu: 0.97,
      memory: { usedBytes: 15.1e9, totalBytes: 16e9 },
      disk: { path: "/srv/data", usedBytes: 505e9, totalBytes: 512e9 },
    },
  },
};

const access =
  scene === "busy"
    ? await createDemoPeople(Date.now(), { tidy })
    : createFakePeople(scene === "first" ? [] : [fakePerson({ name: "Ada Lovelace" })]);
access.passwords.set("ada@example.com", fakeHash("password"));
const signedOut: FakeOptions =
  scene === "entrance" || scene === "first"
    ? {
        identifier: createIdentifier({ auth: createFakeAuth(access), apiTokens: access.apiTokens, log: silentLogger }),
        oidcName: scene === "entrance" ? "id.example.com" : undefined,
      }
    : {};
const deps = createFakeDeps({ ...common, ...scenes[scene], ...signedOut, access });
if (scene !== "empty") deps.openSessions.push(...demoSessions(Date.now(), { tidy }));
if (scene !== "empty") await seedDemo(deps);
if (scene === "first")
  process.stdout.write(`http://127.0.0.1:${port}${(await makeSetupLink(access, operator)).path}\n`);
if (scene === "entrance") {
  const { token } = await invitePerson(access, operator, { email: "grace@example.com", role: "approver" });
  process.stdout.write(`http://127.0.0.1:${port}/invitation?token=${token}\n`);
}
if (scene === "trouble")
  calls.failure = new AppError("unavailable", "The database does not answer. Calls are recorded again once it does.");
if (scene === "busy") {
  await addDemoApprovals(deps.stores.approvals, { tidy });
  const random = createRandom(Date.now());
  setInterval(() => calls.add(demoCall(Date.now(), random)), 7000);
}
if (scene === "busy") await addDemoKeys(deps);
if (scene === "busy") await addDemoAccess(deps);
serve({ fetch: createAdminApp(deps).fetch, port: Number(port), hostname: "127.0.0.1" });
