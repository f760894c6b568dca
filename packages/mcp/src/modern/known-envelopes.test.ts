import { expect, test } from "vitest";
import { createKnownEnvelopes } from "./known-envelopes.ts";

const envelope = (name: string, extra: object = {}) => ({
  "io.modelcontextprotocol/protocolVersion": "2026-07-28",
  "io.modelcontextprotocol/clientCapabilities": {},
  "io.modelcontextprotocol/clientInfo": { name, version: "1" },
  ...extra,
});

test("knows an envelope again, whatever is beside it", () => {
  const known = createKnownEnvelopes();
  expect(known.has(envelope("a"))).toBe(false);
  known.add(envelope("a"));
  expect(known.has(envelope("a", { progressToken: 7, traceparent: "x" }))).toBe(true);
});

test.for([
  envelope("b"),
  envelope("a", { "io.modelcontextprotocol/logLevel": "loud" }),
  envelope("a", { "io.modelcontextprotocol/clientCapabilities": 5 }),
])("takes no other for it: %j", (other) => {
  const known = createKnownEnvelopes();
  known.add(envelope("a"));
  expect(known.has(other)).toBe(false);
});

test("does not take null for absent, which the schema tells apart", () => {
  const known = createKnownEnvelopes();
  known.add(envelope("a", { "io.modelcontextprotocol/clientInfo": undefined }));
  expect(known.has(envelope("a", { "io.modelcontextprotocol/clientInfo": undefined }))).toBe(true);
  expect(known.has(envelope("a", { "io.modelcontextprotocol/clientInfo": null }))).toBe(false);
});

test("keeps no large ones, and not endlessly many", () => {
  const known = createKnownEnvelopes();
  known.add(envelope("x".repeat(10_000)));
  expect(known.has(envelope("x".repeat(10_000)))).toBe(false);
  for (let index = 0; index <= 1_000; index += 1) known.add(envelope(`client ${index}`));
  expect(known.has(envelope("client 1000"))).toBe(true);
  expect(known.has(envelope("client 0"))).toBe(false);
});
