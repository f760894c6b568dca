import fc from "fast-check";
import { classifyInboundRequest } from "@modelcontextprotocol/server";
import { expect, test } from "vitest";
import { classify } from "./classify.ts";
import { createKnownEnvelopes } from "./known-envelopes.ts";

const VERSION_KEY = "io.modelcontextprotocol/protocolVersion";
const CAPABILITIES_KEY = "io.modelcontextprotocol/clientCapabilities";

const oneOf = <T>(...values: T[]) => fc.constantFrom(...values);
const maybe = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: undefined });
const versions = oneOf("2026-07-28", "2025-11-25", "2025-03-26", "2027-01-01", "nonsense", "");
const metas = fc.record(
  {
    progressToken: oneOf<unknown>("p", 1, 1.5, null, {}),
    traceparent: oneOf<unknown>("x", 5),
    [VERSION_KEY]: oneOf<unknown>("2026-07-28", "2025-11-25", 5),
    [CAPABILITIES_KEY]: oneOf<unknown>({}, 5),
    "io.modelcontextprotocol/related-task": oneOf<unknown>({ taskId: "t" }, 5),
    "example.com/own": fc.constant(1),
  },
  { requiredKeys: [] },
);
const bodies = fc.record(
  {
    jsonrpc: oneOf<unknown>("2.0", "1.0"),
    id: oneOf<unknown>(1, "a", 1.5, null, {}),
    method: oneOf<unknown>("tools/call", "initialize", "notifications/initialized", 5),
    params: fc.oneof(
      oneOf<unknown>(null, [], 5, {}),
      fc.record(
        { name: fc.constant("echo"), _meta: fc.oneof(metas, oneOf<unknown>(null, 5, [])) },
        { requiredKeys: ["name"] },
      ),
    ),
    extra: fc.constant(1),
  },
  { requiredKeys: [] },
);

test("decides as the SDK does, whatever it was asked before", () => {
  const known = createKnownEnvelopes();
  fc.assert(
    fc.property(bodies, maybe(versions), maybe(oneOf("tools/call", "tools/list")), (body, version, method) => {
      const headers = {
        ...(version !== undefined && { "mcp-protocol-version": version }),
        ...(method !== undefined && { "mcp-method": method }),
      };
      const decided = classify(headers, body, known);
      const bySdk = classifyInboundRequest({
        httpMethod: "POST",
        body,
        ...(version !== undefined && { protocolVersionHeader: version }),
        ...(method !== undefined && { mcpMethodHeader: method }),
      });
      // Why a request is legacy is of no consequence.
      expect(decided.kind === "legacy" ? { kind: "legacy" } : decided).toEqual(
        bySdk.kind === "legacy" ? { kind: "legacy" } : bySdk,
      );
    }),
    { numRuns: 3_000 },
  );
});

test("a batch that is too long is left to the legacy side, unread", () => {
  expect(classify({}, Array.from({ length: 101 }), createKnownEnvelopes())).toMatchObject({ kind: "legacy" });
});

test.for([
  null,
  5,
  "text",
  [],
  [{}],
  [{ jsonrpc: "2.0", id: 1, method: "x", params: { _meta: { [VERSION_KEY]: "2026-07-28" } } }],
])("decides as the SDK does about %j", (body) => {
  expect(classify({}, body, createKnownEnvelopes()).kind).toBe(
    classifyInboundRequest({ httpMethod: "POST", body }).kind,
  );
});
