import { expect, test } from "vitest";
import { askApi } from "../testing/ask-api.ts";
import { createFakeDeps } from "../testing/fake-deps.ts";
import { fakeSession } from "../testing/fake-sessions.ts";

test("what clients hold open is listed and can be ended, one or all of a principal", async () => {
  const deps = createFakeDeps();
  deps.openSessions.push(
    fakeSession({ id: "a", lastUsedAt: 4 }),
    fakeSession({ id: "b", principalId: "key:b", lastUsedAt: 3 }),
    fakeSession({ id: "c", principalId: "key:b", transport: "listen", lastUsedAt: 2 }),
    fakeSession({ id: "d", transport: "stdio", lastUsedAt: 1 }),
  );
  const ask = askApi(deps);
  const listed = await ask<{ sessions: { id: string }[] }>("GET /api/sessions");
  expect(listed.body.sessions.map(({ id }) => id)).toEqual(["a", "b", "c", "d"]);
  expect(await ask("DELETE /api/sessions/a")).toMatchObject({ status: 200, body: { ended: 1, left: 0 } });
  expect(await ask("DELETE /api/sessions/a")).toMatchObject({ status: 404 });
  expect(await ask("DELETE /api/sessions/d")).toMatchObject({ status: 409 });
  expect(await ask("DELETE /api/sessions?principal=key:b")).toMatchObject({ status: 200, body: { ended: 2 } });
  expect((await ask("DELETE /api/sessions")).status).toBe(400);
  expect(deps.audit.recorded.map(({ action, subject }) => [action, subject])).toEqual([
    ["session.end", "a"],
    ["session.end_all", "key:b"],
  ]);
});
