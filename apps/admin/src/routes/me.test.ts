import { expect, test } from "vitest";
import { askApi } from "../testing/ask-api.ts";
import { createFakeDeps } from "../testing/fake-deps.ts";

test("people change their own name, whatever their role, and that is recorded", async () => {
  const deps = createFakeDeps({ role: "viewer" });
  const answer = await askApi(deps)("PATCH /api/me", { name: "  Ada Lovelace " });
  expect(answer).toMatchObject({ status: 200, body: { name: "Ada Lovelace", role: "viewer" } });
  expect(await deps.access.people.find("p1")).toMatchObject({ name: "Ada Lovelace", email: "ada@example.com" });
  expect(deps.access.rows).toMatchObject([
    { action: "person.rename", principalId: "user:p1", subject: "user:p1", arguments: expect.stringContaining("Ada") },
  ]);
});

test("the same name again is no change", async () => {
  const deps = createFakeDeps();
  expect((await askApi(deps)("PATCH /api/me", { name: "Ada" })).status).toBe(200);
  expect(deps.access.rows).toEqual([]);
});

test.for([{ name: "" }, { name: "   " }, { name: "x".repeat(101) }, {}])("%j is refused", async (body) => {
  const deps = createFakeDeps();
  expect((await askApi(deps)("PATCH /api/me", body)).status).toBe(400);
  expect(deps.access.rows).toEqual([]);
});
