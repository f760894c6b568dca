import { createId } from "@mcp-tools/core";
import { expect, test } from "vitest";
import { askApi } from "../testing/ask-api.ts";
import { createFakeDeps, type FakeDeps } from "../testing/fake-deps.ts";

const hostile = '{"path":"<img src=x onerror=alert(1)>\\u202e\\u0000"}';

async function wait(
  deps: FakeDeps,
  change: { arguments?: string; argumentsDigest?: string; principalId?: string } = {},
) {
  const { approval } = await deps.stores.approvals.open({
    id: createId(),
    principalId: "key:1",
    principalName: "ci",
    tool: "delete_all",
    toolDigest: "d",
    arguments: hostile,
    argumentsDigest: "a1",
    policyVersion: 1,
    reason: "It deletes.",
    transport: "http",
    expireMs: 60_000,
    ...change,
  });
  return approval.id;
}

test("a waiting call is counted, shown, approved, and then not decided again", async () => {
  const deps = createFakeDeps({ role: "approver" });
  const ask = askApi(deps);
  const id = await wait(deps);
  expect((await ask("GET /api/approvals/count")).body).toMatchObject({ count: 1, oldestAt: expect.any(Number) });
  expect((await ask("GET /api/approvals?state=waiting")).body).toMatchObject({
    approvals: [{ id, arguments: hostile }],
  });
  expect(await ask(`POST /api/approvals/${id}/approve`, { scope: { kind: "once" }, reason: "fine" })).toMatchObject({
    status: 200,
    body: { state: "approved", decidedBy: "user:p1", decisionReason: "fine" },
  });
  for (const [verb, body] of [
    ["approve", { scope: { kind: "once" } }],
    ["refuse", { reason: "no" }],
  ] as const)
    expect((await ask(`POST /api/approvals/${id}/${verb}`, body)).status).toBe(409);
  expect((await ask("GET /api/approvals/count")).body).toEqual({ count: 0 });

  const other = await wait(deps, { argumentsDigest: "a2", arguments: "{}" });
  expect((await ask(`GET /api/approvals/${other}`)).body).toMatchObject({
    approval: { id: other },
    previous: [{ id, decidedBy: "user:p1", decidedByName: "Ada" }],
    lastApproved: { id, arguments: hostile },
  });
});

test("a refusal needs a reason, which is kept", async () => {
  const deps = createFakeDeps();
  const ask = askApi(deps);
  const id = await wait(deps);
  for (const body of [{}, { reason: "  " }, { reason: "x".repeat(1001) }])
    expect((await ask(`POST /api/approvals/${id}/refuse`, body)).status).toBe(400);
  expect(await ask(`POST /api/approvals/${id}/refuse`, { reason: "Not on a Friday." })).toMatchObject({
    status: 200,
    body: { state: "refused", decisionReason: "Not on a Friday." },
  });
});

test("a standing consent is listed and taken back", async () => {
  const deps = createFakeDeps();
  const ask = askApi(deps);
  const id = await wait(deps);
  await ask(`POST /api/approvals/${id}/approve`, { scope: { kind: "minutes", minutes: 30 } });
  const { body } = await ask<{ grants: { id: string }[] }>("GET /api/approvals/grants");
  // An approver may read neither the keys nor the people.
  expect(body).toMatchObject({
    grants: [{ approvalId: id, tool: "delete_all", principalName: "ci", createdBy: "user:p1", createdByName: "Ada" }],
  });
  const [grant] = body.grants;
  expect(await ask(`POST /api/approvals/grants/${grant?.id}/revoke`)).toMatchObject({
    status: 200,
    body: { revokedAt: expect.any(Number) },
  });
  expect((await ask("GET /api/approvals/grants")).body).toEqual({ grants: [] });
  expect((await ask(`POST /api/approvals/grants/${grant?.id}/revoke`)).status).toBe(404);
});

test("nobody approves their own call", async () => {
  const deps = createFakeDeps();
  const id = await wait(deps, { principalId: "user:p1" });
  const answer = await askApi(deps)(`POST /api/approvals/${id}/approve`, { scope: { kind: "once" } });
  expect(answer).toMatchObject({ status: 403, body: { error: { message: expect.stringContaining("own call") } } });
  expect((await deps.stores.approvals.get(id))?.state).toBe("waiting");
});

test("pages go on where the last one ended", async () => {
  const deps = createFakeDeps();
  const ids = [];
  for (const argumentsDigest of ["a1", "a2", "a3"]) ids.push(await wait(deps, { argumentsDigest }));
  const seen: string[] = [];
  for (let before = ""; ;) {
    const { body } = await askApi(deps)<{ approvals: { id: string }[]; next?: string }>(
      `GET /api/approvals?state=waiting&limit=2${before}`,
    );
    seen.push(...body.approvals.map(({ id }) => id));
    if (body.next === undefined) break;
    before = `&before=${body.next}`;
  }
  expect(seen).toEqual(ids.toSorted());
});

test.for([
  ["GET /api/approvals?state=gone", undefined, 400],
  ["GET /api/approvals?before=1", undefined, 400],
  ["GET /api/approvals?limit=1000", undefined, 400],
  ["GET /api/approvals/zz%27%3B--", undefined, 400],
  ["GET /api/approvals/0199b7a2", undefined, 404],
  ["POST /api/approvals/0199b7a2/approve", { scope: { kind: "once" } }, 404],
  ["POST /api/approvals/0199b7a2/approve", { scope: { kind: "forever" } }, 400],
  ["POST /api/approvals/0199b7a2/approve", { scope: { kind: "minutes", minutes: 100_000 } }, 400],
  ["POST /api/approvals/0199b7a2/approve", '{"scope":{"kind":"once","kind":"always"}}', 400],
] as const)("%s with %j is answered with %i", async ([line, body, status]) => {
  expect(await askApi(createFakeDeps())(line, body)).toMatchObject({ status, body: { error: {} } });
});
