import { localPrincipal, silentLogger } from "@mcp-tools/core";
import { createTestToolbox } from "@mcp-tools/tools/testing";
import { expect, test } from "vitest";
import { callTool } from "../testing/speak.ts";
import { createSseSession } from "./sse-session.ts";

test("a request that no server can be made for is answered by an error, and so is the next", async () => {
  const events: string[] = [];
  const errors: string[] = [];
  const session = createSseSession({
    id: "s",
    principal: localPrincipal,
    toolset: undefined,
    address: undefined,
    writer: { event: (data) => void events.push(data), raw() {}, end() {} },
    createServer() {
      throw new Error("no server");
    },
    toolbox: createTestToolbox([]).toolbox,
    logger: { ...silentLogger, error: (_fields, message) => void errors.push(message) },
  });
  const exchange = { principal: localPrincipal };
  const answers = () => events.map((data) => JSON.parse(data) as object);
  const answerTo = (id: string | number) => ({
    jsonrpc: "2.0",
    id,
    error: { code: -32603, message: "Internal error" },
  });

  session.deliver({ jsonrpc: "2.0", id: 1, method: "tools/list" }, exchange);
  session.deliver({ jsonrpc: "2.0", method: "notifications/roots/list_changed" }, exchange);
  session.deliver(callTool("two", "echo") as Parameters<typeof session.deliver>[0], exchange);
  await expect.poll(answers).toEqual([answerTo(1), answerTo("two")]);
  expect(session.inFlight()).toBe(0);
  session.deliver({ jsonrpc: "2.0", id: 3, method: "ping" }, exchange);
  await expect.poll(answers).toEqual([answerTo(1), answerTo("two"), answerTo(3)]);
  expect(errors).toEqual(["session not woken", "session not woken"]);
});
