import { can, permissions, roles, type Role } from "@mcp-tools/governance";
import { expect, test } from "vitest";
import * as z from "zod";
import { createAdminApp } from "./app.ts";
import { publicPaths } from "./middleware/authenticate-person.ts";
import { createFakeAuditLog, fakeCall } from "./testing/fake-calls.ts";
import { createFakeDeps } from "./testing/fake-deps.ts";

const requirements: readonly string[] = [...permissions, "signed_in", "public"];
const openApi = z.object({
  components: z.object({ securitySchemes: z.record(z.string(), z.unknown()) }),
  paths: z.record(
    z.string(),
    z.record(
      z.string(),
      z.object({
        "x-permission": z.string().refine((word) => requirements.includes(word)),
        security: z.array(z.record(z.string(), z.array(z.string()))),
        responses: z.record(z.string(), z.unknown()),
      }),
    ),
  ),
});

const ownPage = { host: "localhost", "sec-fetch-site": "same-origin" };
const document = openApi.parse(await (await ask("owner", "GET", "/api/openapi.json")).json());
const routes = Object.entries(document.paths).flatMap(([path, operations]) =>
  Object.entries(operations).map(([method, operation]) => ({
    name: `${method.toUpperCase()} ${path}`,
    method: method.toUpperCase(),
    path: path.replaceAll(/{\w+}/g, "0199b7a2-51d4-7c1e-8a55-2f60c9a1b001"),
    requirement: operation["x-permission"],
    operation,
  })),
);
const guarded = routes.filter(({ requirement }) => requirement !== "public");

test("every route that is served is in the document, and so declares what it requires", () => {
  const served = createAdminApp(createFakeDeps())
    .routes.filter(({ method, path }) => method !== "ALL" && path.startsWith("/api/"))
    .map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, "{$1}")}`);
  expect([...new Set(served)].filter((name) => name !== "GET /api/openapi.json").toSorted()).toEqual(
    routes.map(({ name }) => name).toSorted(),
  );
});

test("what is public is a short list, and the same in the document and at the door", () => {
  const open = routes.filter(({ requirement }) => requirement === "public").map(({ path }) => path);
  expect(open.toSorted()).toEqual([...publicPaths].toSorted());
});

test("each guarded route takes a session or a token, and says so with its refusals", () => {
  expect(Object.keys(document.components.securitySchemes)).toEqual(["session", "token"]);
  for (const { name, operation } of guarded) {
    expect([name, operation.security]).toEqual([name, [{ session: [] }, { token: [] }]]);
    expect([name, Object.keys(operation.responses)]).toEqual([name, expect.arrayContaining(["401", "403"])]);
  }
});

test.for(guarded)("no $name without signing in", async ({ method, path }) => {
  const response = await ask("nobody", method, path);
  expect(response.status).toBe(401);
  expect(response.headers.get("www-authenticate")).toBe("Bearer");
  expect(await response.json()).toMatchObject({ error: { code: "unauthorized" } });
});

test.for(["/api/openapi.json", "/api/nothing", "/api/people/../nothing"])("no %s without signing in", async (path) => {
  expect((await ask("nobody", "GET", path)).status).toBe(401);
});

test.for(roles.flatMap((role) => guarded.map((route) => ({ ...route, role }))))(
  "the role $role gets $name as the table of permissions says",
  async ({ role, method, path, requirement }) => {
    const { status } = await ask(role, method, path);
    const may = requirement === "signed_in" || can(role, requirement as Parameters<typeof can>[1]);
    expect([status === 403, status < 500]).toEqual([!may, true]);
  },
);

test("what a role was refused is noted for the audit", async () => {
  const deps = createFakeDeps({ role: "viewer" });
  await createAdminApp(deps).request("/api/people", { headers: ownPage });
  expect(deps.refused).toMatchObject([{ action: "refused", subject: "people.read" }]);
});

test.for([
  { role: "auditor", sees: true },
  { role: "viewer", sees: false },
  { role: "approver", sees: false },
] as const)("the role $role sees what was in a call: $sees", async ({ role, sees }) => {
  const call = fakeCall({ arguments: '{"path":"/srv/plan"}', outcome: "error", message: "No such file: /srv/plan" });
  const other = fakeCall({ kind: "change", arguments: '{"path":"/srv/plan"}' });
  const calls = createFakeAuditLog([call, other]);
  for (const path of ["/api/calls", `/api/calls/${call.id}`]) {
    const text = await (await ask(role, "GET", path, calls)).text();
    expect([path, text.includes("/srv/plan"), text.includes("contentHidden")]).toEqual([path, sees, !sees]);
  }
  expect((await ask(role, "GET", `/api/calls/${other.id}`, calls)).status).toBe(sees ? 200 : 404);
});

async function ask(role: Role | "nobody", method: string, path: string, calls = createFakeAuditLog()) {
  const response = await createAdminApp(createFakeDeps({ role, calls })).request(path, { method, headers: ownPage });
  if (response.headers.get("content-type") === "text/event-stream") await response.body?.cancel();
  return response;
}
