import { expect, test } from "vitest";
import { findFault, findFaultThoroughly } from "./check-answer.ts";
import { messageOf } from "./mcp-requests.ts";
import type { HttpResponse } from "./read-response.ts";

const id = 100_000_042;

function answer(options: {
  status?: number;
  type?: string;
  id?: number;
  text?: string;
  isError?: boolean;
}): HttpResponse {
  const { status = 200, type = "application/json", text = messageOf(id), isError } = options;
  const result = {
    content: [{ type: "text", text }],
    structuredContent: { message: text },
    ...(isError === true ? { isError } : {}),
  };
  const json = JSON.stringify({ jsonrpc: "2.0", id: options.id ?? id, result });
  const body = type === "text/event-stream" ? `id: 1\ndata: \n\nevent: message\ndata: ${json}\n\n` : json;
  return { status, head: `HTTP/1.1 ${status} OK\r\ncontent-type: ${type}; charset=utf-8`, body, end: 0 };
}

test.for(["application/json", "text/event-stream"])("accepts the right answer as %s", (type) => {
  expect(findFault(answer({ type }), id)).toBeUndefined();
  expect(findFaultThoroughly(answer({ type }), id)).toBeUndefined();
});

test.for([
  { name: "another status", response: answer({ status: 500 }) },
  { name: "the answer to another call", response: answer({ id: id + 1 }) },
  { name: "another result", response: answer({ text: "call 1 of the benchmark" }) },
  { name: "a tool error", response: answer({ isError: true }) },
])("refuses $name", ({ response }) => {
  expect(findFault(response, id)).toBeDefined();
});

test.for([
  { name: "another content type", response: answer({ type: "text/plain" }) },
  { name: "the answer to another call", response: answer({ id: id + 1, type: "text/event-stream" }) },
  { name: "another result", response: answer({ text: `not ${messageOf(id)}` }) },
])("refuses $name when it looks closely", ({ response }) => {
  expect(findFaultThoroughly(response, id)).toBeDefined();
});
