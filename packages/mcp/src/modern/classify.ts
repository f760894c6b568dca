import type { IncomingHttpHeaders } from "node:http";
import {
  classifyInboundRequest,
  RELATED_TASK_META_KEY,
  type InboundClassificationOutcome,
  type JSONRPCRequest,
} from "@modelcontextprotocol/server";
import { BATCH_MAX } from "../server/batch.ts";
import { isRecord } from "../server/call-params.ts";
import { LEGACY_VERSIONS, MODERN_VERSION } from "../server/identity.ts";
import type { KnownEnvelopes } from "./known-envelopes.ts";

const LEGACY: InboundClassificationOutcome = Object.freeze({ kind: "legacy", reason: "no-claim" });

/**
 * Which era a body belongs to, or why it belongs to none. The SDK decides; it is not asked about a request like one
 * it has passed before, nor about one that can only be legacy: its schemas are the dearest part of a request. A batch that
 * is too long is legacy whatever is in it, and refused there.
 */
export function classify(
  headers: IncomingHttpHeaders,
  body: unknown,
  known: KnownEnvelopes,
): InboundClassificationOutcome {
  const version = headers["mcp-protocol-version"];
  const method = headers["mcp-method"];
  const meta = version === MODERN_VERSION ? metaOf(body) : undefined;
  if (
    meta !== undefined &&
    known.has(meta) &&
    isTokenOrAbsent(meta["progressToken"]) &&
    meta[RELATED_TASK_META_KEY] === undefined &&
    isPlainRequest(body) &&
    body.method === method
  ) {
    return {
      kind: "modern",
      messageKind: "request",
      message: body,
      classification: { era: "modern", revision: MODERN_VERSION },
    };
  }
  if (Array.isArray(body) && body.length > BATCH_MAX) return LEGACY;
  if (
    (version === undefined || LEGACY_VERSIONS.includes(String(version))) &&
    isPlainRequest(body) &&
    claimsNothing(body)
  )
    return LEGACY;
  const name = headers["mcp-name"];
  const outcome = classifyInboundRequest({
    httpMethod: "POST",
    body,
    ...(typeof version === "string" && { protocolVersionHeader: version }),
    ...(typeof method === "string" && { mcpMethodHeader: method }),
    ...(typeof name === "string" && { mcpNameHeader: name }),
  });
  if (
    meta !== undefined &&
    outcome.kind === "modern" &&
    outcome.messageKind === "request" &&
    outcome.classification.revision === MODERN_VERSION
  )
    known.add(meta);
  return outcome;
}

function metaOf(body: unknown): Readonly<Record<string, unknown>> | undefined {
  const meta = (body as { params?: { _meta?: unknown } } | null | undefined)?.params?._meta;
  return typeof meta === "object" && meta !== null && !Array.isArray(meta)
    ? (meta as Record<string, unknown>)
    : undefined;
}

/** JSON-RPC 2.0 §4: exactly these members; anything else is for the SDK to judge. */
function isPlainRequest(body: unknown): body is JSONRPCRequest {
  if (!isRecord(body)) return false;
  const { jsonrpc, id, method, params } = body;
  const isEnvelope =
    jsonrpc === "2.0" && typeof method === "string" && (typeof id === "string" || Number.isSafeInteger(id));
  return (
    isEnvelope &&
    Object.keys(body).length === (params === undefined ? 3 : 4) &&
    (params === undefined || isRecord(params))
  );
}

/** Whether `_meta` is absent, or has only what every revision allows: a progress token, and names without a prefix. */
function claimsNothing({ params }: JSONRPCRequest): boolean {
  const meta: unknown = params?._meta;
  if (meta === undefined) return true;
  if (!isRecord(meta) || Object.keys(meta).some((key) => key.includes("/"))) return false;
  return isTokenOrAbsent(meta["progressToken"]);
}

function isTokenOrAbsent(value: unknown): boolean {
  return value === undefined || typeof value === "string" || Number.isSafeInteger(value);
}
