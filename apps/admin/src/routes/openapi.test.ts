import { expect, test } from "vitest";
import { askApi } from "../testing/ask-api.ts";
import { createFakeDeps } from "../testing/fake-deps.ts";

interface Described {
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
}

test("every name that the document refers to is in it, and every route says what it is for", async () => {
  const { body, text } = await askApi(createFakeDeps())<Described>("GET /api/openapi.json");
  const named = [...text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => name);
  expect(Object.keys(body.components.schemas)).toEqual(expect.arrayContaining([...new Set(named)]));
  expect(named).toEqual(expect.arrayContaining(["PolicyDocument", "Rule", "Toolset", "Key", "Approval", "AuditEntry"]));
  for (const [path, operations] of Object.entries(body.paths))
    for (const [method, operation] of Object.entries(operations))
      expect([method, path, operation]).toEqual([
        method,
        path,
        expect.objectContaining({
          summary: expect.any(String),
          tags: [expect.any(String)],
          "x-permission": expect.any(String),
        }),
      ]);
});

test.for([
  "PUT /api/policy",
  "PUT /api/policy/rules/a",
  "POST /api/invitations",
  "POST /api/tokens",
  "POST /api/keys",
  "POST /api/approvals/0199b7a2/approve",
  "PUT /api/credentials/a",
  "POST /api/tools/a/call",
] as const)("%s takes JSON that has one meaning, as JSON, and nothing else", async (line) => {
  const ask = askApi(createFakeDeps());
  expect(await ask(line, '{"a":1,"a":2}')).toMatchObject({
    status: 400,
    body: { error: { message: expect.stringContaining("twice") } },
  });
  expect((await ask(line, "{", {})).status).toBe(400);
  expect((await ask(line, "{}", { "content-type": "text/plain" })).status).toBe(415);
});

test("the role is looked at before the body", async () => {
  const ask = askApi(createFakeDeps({ role: "viewer" }));
  expect((await ask("PUT /api/policy", '{"a":1,"a":2}')).status).toBe(403);
});
