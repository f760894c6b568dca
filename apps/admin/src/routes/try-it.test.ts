import type { Role } from "@mcp-tools/governance";
import type { Toolbox, ToolDefinition } from "@mcp-tools/tools";
import { createGate, createTestToolbox } from "@mcp-tools/tools/testing";
import { expect, test } from "vitest";
import { createAdminApp } from "../app.ts";
import type { Identifier } from "../auth/identity.ts";
import { askApi } from "../testing/ask-api.ts";
import { createFakeDeps, createFakeIdentifier } from "../testing/fake-deps.ts";

const echo: ToolDefinition = {
  name: "echo",
  description: "Says it again",
  access: "read",
  input: { type: "object", properties: { text: { type: "string" } }, required: ["text"] },
  run: (input) => (input as { text: string }).text,
};

test("a tool is called as whoever is signed in, and the call is recorded as one of the console", async () => {
  const { toolbox, rows } = createTestToolbox([echo]);
  const text = "<script>alert(1)</script>\u202e";
  const answer = await askApi(createFakeDeps({ toolbox, role: "approver" }))("POST /api/tools/echo/call", {
    arguments: { text },
  });
  expect(answer).toMatchObject({ status: 200, body: { content: [{ type: "text", text }] } });
  expect(rows).toMatchObject([
    { tool: "echo", principalId: "user:p1", transport: "console", address: "192.0.2.7", outcome: "ok" },
  ]);
});

test("what goes wrong in the call is a result, what is no call is a problem", async () => {
  const { toolbox } = createTestToolbox([echo]);
  const ask = askApi(createFakeDeps({ toolbox }));
  expect(await ask("POST /api/tools/echo/call", { arguments: {} })).toMatchObject({
    status: 200,
    body: { isError: true },
  });
  expect((await ask("POST /api/tools/nothing/call", {})).status).toBe(404);
  expect((await ask("POST /api/tools/echo/call", { arguments: { text: "" }, toolset: "none" })).body).toBeDefined();
  expect((await ask("POST /api/tools/echo/call", { arguments: [] })).status).toBe(400);
  expect((await ask("POST /api/tools/echo/call", '{"arguments":{"text":"a","text":"b"}}')).status).toBe(400);
  expect((await ask("POST /api/tools/echo/call", { argument: {} })).status).toBe(400);
});

test("a question to the client is said to be one that the console cannot answer", async () => {
  const toolbox = { callTool: async () => ({ kind: "input_required" as const, requests: {} }) };
  expect(await askApi(createFakeDeps({ toolbox }))("POST /api/tools/echo/call", {})).toMatchObject({
    status: 409,
    body: { error: { code: "conflict", message: expect.stringContaining("MCP client") } },
  });
});

test("whoever was removed or demoted, or whose token was revoked, is found out before an approved call runs", async () => {
  let role: Role | "nobody" = "approver";
  const heard: unknown[] = [];
  const toolbox: Pick<Toolbox, "callTool"> = {
    async callTool({ stillHolds }) {
      heard.push(await stillHolds?.());
      role = "viewer";
      heard.push(await stillHolds?.());
      role = "nobody";
      heard.push(await stillHolds?.());
      return { kind: "result", result: { content: [] } };
    },
  };
  const identifier: Identifier = {
    identify: (request, options) => createFakeIdentifier(role).identify(request, options),
    close: async () => {},
  };
  const answer = await askApi(createFakeDeps({ toolbox, identifier }))("POST /api/tools/echo/call", {});
  expect(answer.status).toBe(200);
  expect(heard).toEqual([true, false, false]);
});

test("the call ends when whoever asked has gone", async () => {
  const started = createGate();
  const cancelled = createGate();
  const slow: ToolDefinition = {
    name: "slow",
    description: "Waits",
    access: "read",
    async run(_input, { signal }) {
      signal.addEventListener("abort", () => cancelled.resolve());
      started.resolve();
      await cancelled.promise;
      return "late";
    },
  };
  const { toolbox, rows } = createTestToolbox([slow]);
  const leaving = new AbortController();
  const answer = createAdminApp(createFakeDeps({ toolbox })).request("/api/tools/slow/call", {
    method: "POST",
    headers: { host: "localhost", "sec-fetch-site": "same-origin", "content-type": "application/json" },
    body: "{}",
    signal: leaving.signal,
  });
  await started.promise;
  leaving.abort();
  await cancelled.promise;
  await answer;
  expect(rows).toMatchObject([{ tool: "slow", outcome: "cancelled" }]);
});

test("who asks for a stream sees progress, then the result or the problem", async () => {
  const steps: ToolDefinition = {
    name: "steps",
    description: "Takes two steps",
    access: "read",
    run(_input, { progress }) {
      progress(1, 2, "half");
      return "there";
    },
  };
  const ask = askApi(createFakeDeps({ toolbox: createTestToolbox([steps]).toolbox }));
  const watch = { accept: "text/event-stream" };
  const { text } = await ask("POST /api/tools/steps/call", {}, watch);
  expect(text).toBe(
    'event: progress\ndata: {"done":1,"total":2,"message":"half"}\n\n' +
      'event: result\ndata: {"content":[{"type":"text","text":"there"}]}\n\n',
  );
  const missing = await ask("POST /api/tools/nothing/call", {}, watch);
  expect(missing.text).toMatch(/^event: problem\ndata: \{"error":\{"code":"not_found"/);
});

test("whoever leaves the stream ends the call", async () => {
  const cancelled = createGate();
  const slow: ToolDefinition = {
    name: "slow",
    description: "Takes its time",
    access: "read",
    async run(_input, { signal, progress }) {
      signal.addEventListener("abort", () => cancelled.resolve());
      progress(1);
      await cancelled.promise;
      return "late";
    },
  };
  const { toolbox } = createTestToolbox([slow]);
  const response = await createAdminApp(createFakeDeps({ toolbox })).request("/api/tools/slow/call", {
    method: "POST",
    headers: {
      host: "localhost",
      "sec-fetch-site": "same-origin",
      "content-type": "application/json",
      accept: "text/event-stream",
    },
    body: "{}",
  });
  const reader = response.body?.getReader();
  await reader?.read();
  await reader?.cancel();
  await cancelled.promise;
});
