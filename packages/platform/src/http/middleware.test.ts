import { AppError, type ErrorCode, type Logger, localPrincipal, silentLogger } from "@mcp-tools/core";
import { Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import { expect, test, vi } from "vitest";
import { checkHost, checkOrigin } from "./check-host.ts";
import { errorStatus } from "./error-status.ts";
import { createHostPolicy } from "./host-policy.ts";
import type { HttpEnv } from "./http-env.ts";
import { logRequests } from "./log-requests.ts";
import { type ErrorBody, reportErrors, reportNotFound } from "./report-errors.ts";
import { requestId } from "./request-id.ts";

function createApp() {
  const info = vi.fn<Logger["info"]>();
  const warn = vi.fn<Logger["warn"]>();
  const error = vi.fn<Logger["error"]>();
  const httpEnded = vi.fn<(...exchange: [string, string, string, number, number]) => void>();
  const logger = { ...silentLogger, info, warn, error };
  const policy = createHostPolicy({ host: "127.0.0.1", allowedHosts: [], allowedOrigins: [] });

  const app = new Hono<HttpEnv>();
  app.use(requestId());
  app.use(logRequests({ logger, metrics: { httpEnded }, service: "test" }));
  app.onError(reportErrors({ logger }));
  app.notFound(reportNotFound());
  app.use(checkHost(policy), checkOrigin(policy));
  app.get("/things/:name", (c) => {
    c.set("principal", localPrincipal);
    return c.json({ name: c.req.param("name") });
  });
  app.get("/errors/:code", (c) => {
    throw new AppError(c.req.param("code") as ErrorCode, "What to do.", {
      detail: "hidden detail",
      cause: new Error("hidden cause"),
    });
  });
  app.get("/fault", () => {
    throw new TypeError("undefined is not a function");
  });
  app.get("/http/:status", (c) => {
    throw new HTTPException(Number(c.req.param("status")) as 400, { message: "Malformed JSON in request body" });
  });
  const request = (path: string, headers: Record<string, string> = {}) =>
    app.request(path, { headers: { host: "localhost:9091", ...headers } });
  return { request, info, warn, error, httpEnded };
}

test("a sane request id is kept, any other is replaced, and the answer says it", async () => {
  const { request } = createApp();
  expect((await request("/things/a", { "x-request-id": "proxy-1:2.3_4" })).headers.get("x-request-id")).toBe(
    "proxy-1:2.3_4",
  );
  for (const id of ["", "x".repeat(129), "two words", 'quote"', "<b>"]) {
    const given = (await request("/things/a", { "x-request-id": id })).headers.get("x-request-id");
    expect(given).toMatch(/^[0-9a-f-]{36}$/);
  }
});

test("each request is one line and one count, by the route and without the query", async () => {
  const { request, info, httpEnded } = createApp();
  await request("/things/secret-thing?token=hunter2", { "x-request-id": "r1" });
  expect(info.mock.calls).toEqual([
    [
      {
        method: "GET",
        path: "/things/secret-thing",
        status: 200,
        ms: expect.any(Number) as number,
        requestId: "r1",
        principal: "local",
      },
      "request",
    ],
  ]);
  expect(httpEnded.mock.calls).toEqual([["test", "GET", "/things/:name", 200, expect.any(Number)]]);
});

test("refused, failed and unknown requests are lines and counts as well", async () => {
  const { request, info, httpEnded } = createApp();
  await request("/nowhere/at/all");
  await request("/errors/conflict");
  await request("/things/a", { host: "evil.example.com" });
  expect(info).toHaveBeenCalledTimes(3);
  expect(httpEnded.mock.calls.map(([, , route, status]) => [route, status])).toEqual([
    ["unmatched", 404],
    ["/errors/:code", 409],
    ["/things/:name", 403],
  ]);
});

test.for(Object.entries(errorStatus).filter(([code]) => code !== "internal"))(
  "%s is answered with %i and its message, not its details",
  async ([code, status]) => {
    const { request, error } = createApp();
    const res = await request(`/errors/${code}`, { "x-request-id": "r1" });
    expect(res.status).toBe(status);
    expect(await res.json()).toEqual({
      error: { code: code as ErrorCode, message: "What to do.", requestId: "r1" },
    } satisfies ErrorBody);
    expect(res.headers.get("www-authenticate")).toBe(code === "unauthorized" ? "Bearer" : null);
    expect(error).not.toHaveBeenCalled();
  },
);

test.for(["/fault", "/errors/internal", "/http/500"])(
  "%s is a fault: logged once with the request id, answered without a word of it",
  async (path) => {
    const { request, error } = createApp();
    const res = await request(path, { "x-request-id": "r1" });
    expect(res.status).toBe(500);
    const body = await res.text();
    expect(JSON.parse(body)).toMatchObject({ error: { code: "internal", requestId: "r1" } });
    expect(body).not.toMatch(/undefined|hidden|Malformed|What to do/);
    expect(error).toHaveBeenCalledExactlyOnceWith(
      { err: expect.any(Error) as Error, requestId: "r1" },
      "request failed",
    );
  },
);

test.for([
  [400, "invalid_input"],
  [413, "too_large"],
  [415, "invalid_input"],
] as const)("Hono's own %i keeps its status and becomes %s", async ([status, code]) => {
  const { request, error } = createApp();
  const res = await request(`/http/${status}`);
  expect(res.status).toBe(status);
  expect(await res.json()).toMatchObject({ error: { code, message: "Malformed JSON in request body" } });
  expect(error).not.toHaveBeenCalled();
});

test("an unknown path is a 404 in the same shape", async () => {
  const { request } = createApp();
  const res = await request("/nowhere", { "x-request-id": "r1" });
  expect(res.status).toBe(404);
  expect(await res.json()).toMatchObject({ error: { code: "not_found", requestId: "r1" } });
});

test.for([
  [{ host: "evil.example.com" }, 403],
  [{ origin: "https://evil.example.com" }, 403],
  [{ origin: "null" }, 403],
  [{ origin: "http://localhost:9091" }, 200],
  [{}, 200],
] as const)("%o: %i", async ([headers, status]) => {
  const { request } = createApp();
  expect((await request("/things/a", headers)).status).toBe(status);
});
