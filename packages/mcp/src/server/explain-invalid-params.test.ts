import { expect, test } from "vitest";
import type { JSONRPCMessage, Transport } from "@modelcontextprotocol/server";
import { explainInvalidParams } from "./explain-invalid-params.ts";

async function sent(message: JSONRPCMessage): Promise<JSONRPCMessage | undefined> {
  let out: JSONRPCMessage | undefined;
  const transport: Transport = {
    start: () => Promise.resolve(),
    close: () => Promise.resolve(),
    send: (one) => Promise.resolve(void (out = one)),
  };
  explainInvalidParams(transport);
  await transport.send(message);
  return out;
}

const failure = (code: number, message: string): JSONRPCMessage => ({
  jsonrpc: "2.0",
  id: 1,
  error: { code, message },
});
const issues = [
  { code: "invalid_type", path: ["params", "uri"], message: "expected string" },
  { code: "custom", path: [], message: "no good" },
];

test.for([
  { name: "alone", code: -32_603, text: JSON.stringify(issues, undefined, 2) },
  { name: "behind the method", code: -32_602, text: `Invalid tools/call request: ${JSON.stringify(issues)}` },
])("the validator's list $name becomes -32602 and a sentence", async ({ code, text }) => {
  expect(await sent(failure(code, text))).toEqual(failure(-32_602, "Invalid params: uri: expected string; no good"));
});

test.for([
  failure(-32_603, "Internal error"),
  failure(-32_603, "[1, 2, 3]"),
  failure(-32_603, '[{"some":"list"}]'),
  failure(-32_601, JSON.stringify(issues)),
  { jsonrpc: "2.0", id: 1, result: {} },
  { jsonrpc: "2.0", method: "notifications/message", params: {} },
] satisfies JSONRPCMessage[])("everything else passes as it is: %j", async (message) => {
  expect(await sent(message)).toBe(message);
});
