import { createId } from "@mcp-tools/core";
import { expect, test } from "vitest";
import { askApi } from "../testing/ask-api.ts";
import { createFakeAuditLog, fakeCall } from "../testing/fake-calls.ts";
import { createFakeDeps } from "../testing/fake-deps.ts";
import { createFakeRegistry } from "../testing/fake-registry.ts";

const noFetch = { effect: "refuse", match: { tools: ["fetch"] }, reason: "Not from here." };
const registry = createFakeRegistry([
  { name: "fetch", pack: "fetch" },
  { name: "read_graph", pack: "memory" },
]);
const open = () => askApi(createFakeDeps({ registry }));

test("a policy is saved on the version that was read, and refused on an older one", async () => {
  const ask = open();
  const read = await ask("GET /api/policy");
  expect(read).toMatchObject({ status: 200, body: { version: 0, document: { defaults: { destructive: "ask" } } } });
  expect(read.headers.get("etag")).toBe('"0"');
  const document = { rules: [{ id: "no-fetch", ...noFetch }] };
  const first = await ask("PUT /api/policy", { document, note: "first" }, { "if-match": '"0"' });
  expect(first).toMatchObject({
    status: 200,
    body: { version: 1, changes: [{ kind: "added", what: "rule no-fetch" }] },
  });
  const late = await ask("PUT /api/policy", { document: {}, basedOn: 0 });
  expect(late).toMatchObject({ status: 409, body: { error: { code: "conflict" } } });
  expect((await ask("PUT /api/policy", { document: {}, basedOn: 1 })).body).toMatchObject({ version: 2 });
  expect((await ask("GET /api/policy/versions?limit=1")).body).toMatchObject({ versions: [{ version: 2 }], next: 2 });
  expect((await ask("GET /api/policy/versions?before=2")).body).toMatchObject({
    versions: [{ version: 1, note: "first" }],
  });
  expect((await ask("GET /api/policy/versions/1")).body).toMatchObject({ document: { rules: [{ id: "no-fetch" }] } });
  expect((await ask("GET /api/policy/versions/9")).status).toBe(404);
});

test("rules, toolsets, tools and settings are changed one by one", async () => {
  const ask = open();
  const steps = [
    ["PUT /api/policy/rules/no-fetch", { rule: noFetch, basedOn: 0 }],
    ["PUT /api/policy/rules/first", { rule: { effect: "ask" }, position: 0, basedOn: 1 }],
    ["POST /api/policy/rules/first/move", { position: 1, basedOn: 2 }],
    ["PUT /api/policy/toolsets/docs", { toolset: { tools: ["fetch"] }, basedOn: 3 }],
    ["PATCH /api/policy/tools/fetch", { settings: { enabled: false, title: "Get" }, basedOn: 4 }],
    ["PATCH /api/policy/settings", { defaults: { write: "ask" }, limits: { callsPerMinute: 10 }, basedOn: 5 }],
  ] as const;
  for (const [index, [line, body]] of steps.entries())
    expect(await ask(line, body)).toMatchObject({ status: 200, body: { version: index + 1 } });
  expect((await ask("GET /api/policy")).body).toMatchObject({
    document: {
      defaults: { read: "allow", write: "ask", destructive: "ask" },
      rules: [{ id: "no-fetch" }, { id: "first" }],
      toolsets: [{ name: "docs", tools: [{ tool: "fetch" }] }],
      tools: { fetch: { enabled: false, title: "Get" } },
      limits: { callsPerMinute: 10 },
    },
  });
  expect((await ask("PATCH /api/policy/settings", { limits: { callsPerMinute: null }, basedOn: 6 })).status).toBe(200);
  expect((await ask("DELETE /api/policy/rules/first?basedOn=7")).status).toBe(200);
  expect((await ask("DELETE /api/policy/toolsets/docs", undefined, { "if-match": '"8"' })).status).toBe(200);
  expect((await ask("GET /api/policy")).body).toMatchObject({
    version: 9,
    document: { rules: [{ id: "no-fetch" }], toolsets: [], limits: {} },
  });
});

test.for([
  ["PUT /api/policy", { document: {} }, 400, /basedOn/],
  ["PUT /api/policy", { document: [], basedOn: 0 }, 400, /object/],
  ["PUT /api/policy", { document: { rulez: [] }, basedOn: 0 }, 400, /rulez/],
  ["PUT /api/policy", '{"document":{"defaults":{"write":"ask","write":"allow"}},"basedOn":0}', 400, /twice/],
  ["PUT /api/policy", { basedOn: 0 }, 400, /document/],
  ["PUT /api/policy/rules/a", { rule: { id: "b", effect: "ask" }, basedOn: 0 }, 400, /different id/],
  ["PUT /api/policy/rules/a%20b", { rule: { effect: "ask" }, basedOn: 0 }, 400, /letters/],
  ["PUT /api/policy/rules/a", { rule: { effect: "ask" }, basedOn: 7 }, 409, /version 7/],
  ["PUT /api/policy/toolsets/UPPER", { toolset: { tools: [] }, basedOn: 0 }, 400, /lower case/],
  ["PATCH /api/policy/settings", { idempotency: { keepHours: 0 }, basedOn: 0 }, 400, /keepHours/],
  ["DELETE /api/policy/rules/none?basedOn=0", undefined, 404, /no rule/],
  ["DELETE /api/policy/toolsets/none?basedOn=0", undefined, 404, /no toolset/],
  ["DELETE /api/policy/rules/none", undefined, 400, /basedOn/],
  ["POST /api/policy/simulate", {}, 400, /policy or a rule/],
] as const)("%s with %j is answered with %i", async ([line, body, status, message]) => {
  const deps = createFakeDeps({ registry });
  const answer = await askApi(deps)(line, body);
  expect(answer).toMatchObject({ status, body: { error: { message: expect.stringMatching(message) } } });
  expect(await deps.stores.policies.current()).toBeUndefined();
});

test.for(["0", '"x"', '"0", "1"', "*"])("an If-Match that is not one ETag is refused: %s", async (ifMatch) => {
  const answer = await open()("PUT /api/policy", { document: {} }, { "if-match": ifMatch });
  expect(answer).toMatchObject({ status: 400, body: { error: { message: expect.stringContaining("If-Match") } } });
});

test("says which calls of the last day a rule would have stopped", async () => {
  const now = Date.now();
  const at = (hoursAgo: number, tool: string) =>
    fakeCall({ id: createId(now - hoursAgo * 3_600_000), startedAt: now - hoursAgo * 3_600_000, tool });
  const calls = createFakeAuditLog([at(1, "fetch"), at(2, "fetch"), at(3, "read_graph"), at(30, "fetch")]);
  const deps = createFakeDeps({ registry, calls });
  const answer = await askApi(deps)("POST /api/policy/simulate", { rule: { id: "no-fetch", ...noFetch } });
  expect(answer).toMatchObject({
    status: 200,
    body: {
      changes: [{ before: "allow", after: "refuse", calls: 2 }],
      examples: [{ tool: "fetch", reason: expect.stringContaining("Not from here.") }, { tool: "fetch" }],
      isComplete: true,
    },
  });
  expect(await deps.stores.policies.current()).toBeUndefined();
});

test("whoever may not see what was in calls cannot find it out by conditions on arguments", async () => {
  const calls = createFakeAuditLog([fakeCall({ tool: "fetch", arguments: '{"url":"https://payroll-4711"}' })]);
  const match = { tools: ["fetch"], arguments: [{ pointer: "/url", like: "*payroll-4*" }] };
  const tried = { rule: { id: "guess", effect: "refuse", match } };
  const approver = askApi(createFakeDeps({ registry, calls, role: "approver" }));
  expect(await approver("POST /api/policy/simulate", tried)).toMatchObject({
    status: 403,
    body: { error: { code: "forbidden", message: expect.stringMatching(/audit\.read.*owner, admin, auditor/) } },
  });
  expect((await approver("GET /api/policy")).status).toBe(200);
  const auditor = askApi(createFakeDeps({ registry, calls, role: "auditor" }));
  expect(await auditor("POST /api/policy/simulate", tried)).toMatchObject({ status: 200, body: { calls: 1 } });
});

test("a version says what it changed, and a policy what it would change and warns of", async () => {
  const ask = open();
  await ask("PUT /api/policy/rules/no-fetch", { rule: noFetch, basedOn: 0 });
  await ask("PUT /api/policy/rules/all", { rule: { effect: "ask" }, position: 0, basedOn: 1 });
  expect((await ask("GET /api/policy/versions/1/changes")).body).toMatchObject({
    version: 1,
    changes: [{ kind: "added", what: "rule no-fetch" }],
  });
  expect((await ask("GET /api/policy/versions/2/changes")).body).toMatchObject({ changes: [{ what: "rule all" }] });
  expect((await ask("GET /api/policy/versions/3/changes")).status).toBe(404);
  const { document } = (await ask<{ document: object }>("GET /api/policy")).body;
  expect((await ask("POST /api/policy/check", { document })).body).toEqual({
    version: 2,
    changes: [],
    warnings: ['rule no-fetch: is never asked, rule "all" before it fits whatever it fits'],
  });
  expect((await ask("POST /api/policy/check", { document: { rules: [{}] } })).status).toBe(400);
});
