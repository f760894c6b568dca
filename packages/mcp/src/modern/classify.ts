import type { IncomingHttpHeaders } from "node:http";
import { classifyInboundRequest, type InboundClassificationOutcome, type JSONRPCRequest } from "@modelcontextprotocol/server";
import { MODERN_VERSION } from "../server/identity.ts";
import type { KnownEnvelopes } from "./known-envelopes.ts";

/** Which era a body belongs to, or why it belongs to none. The SDK decides; a request like one it has passed before is not asked about again. */
export function classify(headers: IncomingHttpHeaders, body: unknown, known: KnownEnvelopes): InboundClassificationOutcome {
  const version = headers["mcp-protocol-version"];
  const method = headers["mcp-method"];
  const meta = version === MODERN_VERSION ? metaOf(body) : undefined;
  if (meta !== undefined && known.has(meta) && isPlainRequest(body) && body.method === method) {
    return { kind: "modern", messageKind: "request", message: body, classification: { era: "modern", revision: MODERN_VERSION } };
  }
  const name = headers["mcp-name"];
  const outcome = classifyInboundRequest({
    httpMethod: "POST",
    body,
    ...(typeof version === "string" && { protocolVersionHeader: version }),
    ...(typeof method === "string" && { mcpMethodHeader: method }),
    ...(typeof name === "string" && { mcpNameHeader: name }),
  });
  if (meta !== undefined && outcome.kind === "modern" && outcome.messageKind === "request" && outcome.classification.revision === MODERN_VERSION) known.add(meta);
  return outcome;
}

function metaOf(body: unknown): Readonly<Record<string, unknown>> | undefined {
  const meta = (body as { params?: { _meta?: unknown } } | null | undefined)?.params?._meta;
  return typeof meta === "object" && meta !== null && !Array.isArray(meta) ? (meta as Record<string, unknown>) : undefined;
}

/** JSON-RPC 2.0 §4: exactly these members; anything else is for the SDK to judge. */
function isPlainRequest(body: unknown): body is JSONRPCRequest {
  const { jsonrpc, id, method, params, ...others } = body as Record<string, unknown>;
  return (
    jsonrpc === "2.0" &&
    typeof method === "string" &&
    (typeof id === "string" || Number.isSafeInteger(id)) &&
    typeof params === "object" &&
    Object.keys(others).length === 0
  );
}
