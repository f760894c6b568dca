import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AppError } from "@mcp-tools/core";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as z from "zod";
import { createAdminApp } from "./app.ts";
import { createFakeAuditLog, fakeCall } from "./testing/fake-calls.ts";
import { createFakeDeps, type FakeDeps } from "./testing/fake-deps.ts";

const openApi = z.object({
  openapi: z.string(),
  paths: z.record(z.string(), z.record(z.string(), z.object({ responses: z.record(z.string(), z.unknown()) }))),
});
const hashed = "export const answer = 42;\n".repeat(100);
let webDir: string;

beforeAll(async () => {
  webDir = await mkdtemp(join(tmpdir(), "admin-web-"));
  await mkdir(join(webDir, "assets"));
  await writeFile(
    join(webDir, "index.html"),
    '<meta property="csp-nonce" nonce="__CSP_NONCE__"><script src="/assets/index-abc.js" nonce="__CSP_NONCE__"></script>',
  );
  await writeFile(join(webDir, "assets/index-abc.js"), hashed);
  await writeFile(join(webDir, "theme.js"), "1;");
});

afterAll(() => rm(webDir, { recursive: true }));

test.for([
  { path: "/api/overview", header: { host: "evil.example" }, why: "a stranger's Host" },
  { path: "/api/overview", header: {}, why: "no Host at all" },
  {
    path: "/api/calls",
    header: { host: "127.0.0.1:9091", origin: "https://evil.example" },
    why: "a stranger's Origin",
  },
  { path: "/", header: { host: "evil.example", accept: "text/html" }, why: "a stranger's Host on the page" },
  { path: "/metrics", header: { host: "evil.example" }, why: "a stranger's Host on the metrics" },
  { path: "/assets/index-abc.js", header: { host: "evil.example" }, why: "a stranger's Host on a file" },
])("$path refuses $why", async ({ path, header }) => {
  const response = await createAdminApp(createFakeDeps({ webDir })).request(path, {
    headers: header as Record<string, string>,
  });
  expect(response.status).toBe(403);
  expect(await response.json()).toMatchObject({ error: { code: "forbidden" } });
});

test("the name that people see in front of the console is let in", async () => {
  const response = await get(createFakeDeps(), "/api/overview", {
    host: "console.example.com",
    origin: "https://console.example.com",
  });
  expect(response.status).toBe(200);
});

test("the page carries a nonce that is new each time and stands in the policy", async () => {
  const deps = createFakeDeps({ webDir });
  const nonces = await Promise.all(
    [1, 2].map(async () => {
      const response = await get(deps, "/tools/fetch?q=1", { accept: "text/html" });
      const nonce = /nonce="([^"]+)"/.exec(await response.text())?.[1];
      expect(response.headers.get("content-security-policy")).toContain(`style-src 'self' 'nonce-${nonce}'`);
      expect(response.headers.get("cache-control")).toBe("no-store");
      return nonce;
    }),
  );
  expect(nonces[0]).not.toBe(nonces[1]);
  expect(nonces[0]).toMatch(/^[\w+/=]{20,}$/);
});

test("scripts come from files of this host only, and no page may frame this one", async () => {
  const policy =
    (await get(createFakeDeps({ webDir }), "/", { accept: "text/html" })).headers.get("content-security-policy") ?? "";
  const directives = new Map(
    policy.split("; ").map((line) => [line.split(" ")[0], line.split(" ").slice(1).join(" ")]),
  );
  expect(directives.get("default-src")).toBe("'none'");
  expect(directives.get("script-src")).toBe("'self'");
  expect(directives.get("connect-src")).toBe("'self'");
  expect(directives.get("frame-ancestors")).toBe("'none'");
  expect(policy).not.toMatch(/unsafe|\*/);
});

test.for(["/api/overview", "/api/nothing", "/", "/assets/index-abc.js", "/health"])(
  "%s carries the security headers",
  async (path) => {
    const { headers } = await get(createFakeDeps({ webDir }), path, { accept: "text/html" });
    expect(headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("x-frame-options")).toBe("DENY");
    expect(headers.get("referrer-policy")).toBe("no-referrer");
    expect(headers.get("cross-origin-opener-policy")).toBe("same-origin");
    expect(headers.get("x-request-id")).toBeTruthy();
  },
);

test("a hashed file is kept by browsers for good, with its type", async () => {
  const response = await get(createFakeDeps({ webDir }), "/assets/index-abc.js");
  expect(response.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
  expect(response.headers.get("content-type")).toMatch(/^text\/javascript/);
  expect(await response.text()).toBe(hashed);
});

test("a file whose name never changes is asked for again", async () => {
  expect((await get(createFakeDeps({ webDir }), "/theme.js")).headers.get("cache-control")).toBe("no-cache");
});

test.for([
  { path: "/api/nothing", accept: "text/html" },
  { path: "/api", accept: "text/html" },
  { path: "/assets/gone-123.js", accept: "text/html" },
  { path: "/tools", accept: "application/json" },
  { path: "/assets/..%2findex.html", accept: "*/*" },
  { path: "/index.html.br", accept: "*/*" },
])("$path asked for as $accept is a 404 in JSON, not the page", async ({ path, accept }) => {
  const response = await get(createFakeDeps({ webDir }), path, { accept });
  expect(response.status).toBe(404);
  expect(await response.json()).toMatchObject({ error: { code: "not_found", requestId: expect.any(String) } });
});

test("whoever asks for the front page gets it, with or without a browser", async () => {
  const response = await get(createFakeDeps({ webDir }), "/", { accept: "*/*" });
  expect(response.headers.get("content-type")).toMatch(/^text\/html/);
});

test("a script's fetch of a page address is not answered with the page", async () => {
  const response = await get(createFakeDeps({ webDir }), "/tools", { accept: "text/html", "sec-fetch-mode": "cors" });
  expect(response.status).toBe(404);
});

test("without built pages the address says what to do, and the API works", async () => {
  const deps = createFakeDeps();
  const page = await get(deps, "/", { accept: "text/html" });
  expect(page.status).toBe(503);
  expect(await page.text()).toContain("pnpm build");
  expect((await get(deps, "/api/overview")).status).toBe(200);
});

test("/health, /ready and /metrics answer", async () => {
  const deps = createFakeDeps({ checks: [{ name: "database", check: () => "It is down." }] });
  expect(await (await get(deps, "/health")).json()).toMatchObject({ status: "ok", services: ["admin"] });
  const ready = await get(deps, "/ready");
  expect(ready.status).toBe(503);
  expect(await ready.text()).toContain("It is down.");
  expect((await get(deps, "/metrics")).status).toBe(200);
});

test("the API document is OpenAPI 3.1 and has every route with its refusals", async () => {
  const document = openApi.parse(await (await get(createFakeDeps(), "/api/openapi.json")).json());
  expect(document.openapi).toBe("3.1.0");
  expect(Object.keys(document.paths)).toEqual(
    expect.arrayContaining(["/api/calls/{id}", "/api/events", "/api/overview", "/api/tools/{name}", "/api/people"]),
  );
  for (const status of ["400", "401", "403", "503"])
    expect(document.paths["/api/calls"]?.["get"]?.responses[status]).toMatchObject({
      content: { "application/json": { schema: { $ref: "#/components/schemas/Problem" } } },
    });
});

test("a store that is down is a 503 with its message; a fault is a 500 that tells nothing", async () => {
  const calls = createFakeAuditLog([fakeCall()]);
  const deps = createFakeDeps({ calls });
  calls.failure = new AppError("unavailable", "The database does not answer.");
  const down = await get(deps, "/api/calls");
  expect(down.status).toBe(503);
  expect(await down.json()).toMatchObject({ error: { code: "unavailable", message: "The database does not answer." } });

  calls.failure = new Error("password=hunter2 at postgres.c:17");
  const fault = await get(deps, "/api/calls");
  expect(fault.status).toBe(500);
  expect(await fault.text()).not.toContain("hunter2");
});

function get(deps: FakeDeps, path: string, headers: Record<string, string> = {}) {
  return createAdminApp(deps).request(path, { headers: { host: "127.0.0.1:9091", ...headers } });
}
