import { expect, test } from "vitest";
import { askApi } from "../testing/ask-api.ts";
import { createFakeDeps } from "../testing/fake-deps.ts";

const text = "version: 1\npolicy:\n  defaults:\n    write: ask\nkeys:\n  ci:\n    access: [read]\n";

test("a file is planned without a change, applied, and then changes nothing more", async () => {
  const deps = createFakeDeps();
  const ask = askApi(deps);
  const plan = await ask<{ changes: unknown[] }>("POST /api/config/plan", { text });
  expect(plan.status).toBe(200);
  expect(plan.body.changes).toHaveLength(2);
  expect(await deps.stores.policies.current()).toBeUndefined();
  expect(await deps.stores.keys.list({ revoked: true })).toEqual([]);

  const applied = await ask<{ created: { secret: string }[] }>("POST /api/config/apply", { text });
  expect(applied).toMatchObject({ status: 200, body: { version: 1, created: [{ name: "ci" }] } });
  const exported = await ask("GET /api/config");
  expect(exported.headers.get("content-type")).toContain("application/yaml");
  expect(exported.text).toContain("write: ask");
  expect(exported.text).not.toContain(applied.body.created[0]?.secret);
  expect((await ask("POST /api/config/plan", { text: exported.text, prune: true })).body).toMatchObject({
    changes: [],
  });
});

test.for([
  { name: "not YAML", body: { text: "a: [" } },
  { name: "an unknown section", body: { text: "version: 1\nrulez: []" } },
  { name: "nothing", body: { text: "" } },
  { name: "a field that nobody reads", body: { text, force: true } },
  { name: "an alias that holds itself", body: { text: "version: 1\nkeys: &a { ci: *a }" } },
])("$name is refused and changes nothing", async ({ body }) => {
  const deps = createFakeDeps();
  for (const line of ["POST /api/config/plan", "POST /api/config/apply"] as const)
    expect(await askApi(deps)(line, body)).toMatchObject({ status: 400, body: { error: { code: "invalid_input" } } });
  expect(await deps.stores.policies.current()).toBeUndefined();
});

test("an auditor may plan, and not apply", async () => {
  const ask = askApi(createFakeDeps({ role: "auditor" }));
  expect((await ask("POST /api/config/plan", { text })).status).toBe(200);
  expect((await ask("POST /api/config/apply", { text })).status).toBe(403);
});
