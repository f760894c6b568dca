import { expect, test } from "vitest";
import { askApi } from "../testing/ask-api.ts";
import { createFakeDeps } from "../testing/fake-deps.ts";

interface Made {
  readonly key: { readonly id: string; readonly state: string };
  readonly secret: string;
}

test("a key's secret is answered once, when it is made or rotated, and never again", async () => {
  const deps = createFakeDeps();
  const ask = askApi(deps);
  const made = await ask<Made>("POST /api/keys", { name: "ci", grant: { access: ["read"] } });
  expect(made).toMatchObject({ status: 201, body: { key: { name: "ci", state: "active" } } });
  expect(made.body.secret).toMatch(/^mcpt_/);
  const rotated = await ask<Made>(`POST /api/keys/${made.body.key.id}/rotate`);
  expect(rotated.status).toBe(200);
  expect(rotated.body.secret).not.toBe(made.body.secret);
  for (const line of ["GET /api/keys", "GET /api/keys/ci", "GET /api/config", "GET /api/audit"] as const) {
    const { status, text } = await ask(line);
    expect([line, status]).toEqual([line, 200]);
    for (const { secret } of [made.body, rotated.body]) expect(text).not.toContain(secret);
    expect(text).not.toContain("hash");
  }
  expect(JSON.stringify(deps.audit.recorded)).not.toContain(made.body.secret);
});

test("a key is changed, found by its name, and revoked for good", async () => {
  const ask = askApi(createFakeDeps());
  const { body } = await ask<Made>("POST /api/keys", { name: "ci", limits: { callsPerMinute: 5 } });
  expect(await ask("PATCH /api/keys/ci", { limits: null, grant: { tools: ["read_*"] } })).toMatchObject({
    status: 200,
    body: { grant: { tools: ["read_*"] } },
  });
  expect((await ask("GET /api/keys/ci")).body).not.toHaveProperty("limits");
  expect(await ask(`POST /api/keys/${body.key.id}/revoke`)).toMatchObject({ status: 200, body: { state: "revoked" } });
  expect((await ask("GET /api/keys")).body).toEqual({ keys: [] });
  expect((await ask("GET /api/keys?revoked=true")).body).toMatchObject({ keys: [{ name: "ci", state: "revoked" }] });
  expect((await ask("GET /api/keys/ci")).status).toBe(404);
});

test.for([
  { line: "POST /api/keys", body: { name: "ci" }, status: 409 },
  { line: "POST /api/keys", body: { name: "ci\r\nx" }, status: 400 },
  { line: "POST /api/keys", body: { name: "other", role: "owner" }, status: 400 },
  { line: "POST /api/keys", body: '{"name":"other","grant":{"access":["read"]},"grant":{}}', status: 400 },
  { line: "POST /api/keys", body: '{"name":"other",}', status: 400 },
  { line: "PATCH /api/keys/nobody", body: { limits: null }, status: 404 },
  { line: "POST /api/keys/ci/rotate", body: { overlapMs: -1 }, status: 400 },
  { line: "GET /api/keys?revoked=maybe", body: undefined, status: 400 },
] as const)("$line with $body is answered with $status", async ({ line, body, status }) => {
  const deps = createFakeDeps();
  const ask = askApi(deps);
  await ask("POST /api/keys", { name: "ci" });
  const answer = await ask(line, body);
  expect(answer).toMatchObject({ status, body: { error: { message: expect.any(String) } } });
  expect(await deps.stores.keys.list({ revoked: true })).toHaveLength(1);
});
