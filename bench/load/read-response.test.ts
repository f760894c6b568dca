import { expect, test } from "vitest";
import { headerOf, readResponse } from "./read-response.ts";

const withLength = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 7\r\n\r\n{"a":1}';
const chunked =
  "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\nA\r\ndata: one\n\r\n5\r\ndata:\r\n0\r\n\r\n";

test.for([
  { name: "a length", text: withLength, body: '{"a":1}' },
  { name: "chunks", text: chunked, body: "data: one\ndata:" },
  { name: "neither, where the status allows no body", text: "HTTP/1.1 204 No Content\r\n\r\n", body: "" },
])("reads a response with $name, and nothing of the next one", ({ text, body }) => {
  expect(readResponse(text + withLength)).toMatchObject({ body, end: text.length });
});

test.for([withLength, chunked])("waits for the last byte", (text) => {
  for (let length = 0; length < text.length; length++) expect(readResponse(text.slice(0, length))).toBeUndefined();
});

test("refuses a response that does not say where it ends", () => {
  expect(() => readResponse("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{}")).toThrow("without a length");
});

test("finds a header whatever its case", () => {
  const response = readResponse("HTTP/1.1 200 OK\r\nMcp-Session-Id: abc\r\nContent-Length: 0\r\n\r\n");
  expect(response && headerOf(response, "mcp-session-id")).toBe("abc");
  expect(response && headerOf(response, "content-type")).toBeUndefined();
});
