import type { IncomingHttpHeaders } from "node:http";
import type { RegisteredTool } from "@mcp-tools/tools";
import { Codes, type ErrorAnswer } from "../http/answer.ts";

/** Where `Mcp-Name` is mirrored from, by method (2026-07-28 Streamable HTTP, standard headers). */
const NAME_SOURCE: Readonly<Record<string, string>> = {
  "tools/call": "name",
  "prompts/get": "name",
  "resources/read": "uri",
  "tasks/get": "taskId",
  "tasks/update": "taskId",
  "tasks/cancel": "taskId",
};

interface ModernRequest {
  readonly id: string | number;
  readonly method: string;
  readonly params?: { readonly [key: string]: unknown } | undefined;
}

/**
 * The headers that every 2026-07-28 request must carry, against its body. Version and method *mismatches*
 * are found where the request is classified; this adds what is missing, and the name.
 */
export function checkStandardHeaders(
  headers: IncomingHttpHeaders,
  { id, method, params }: ModernRequest,
): ErrorAnswer | undefined {
  if (headers["mcp-protocol-version"] === undefined) return mismatch(id, "the MCP-Protocol-Version header is missing");
  if (headers["mcp-method"] === undefined)
    return mismatch(id, `the Mcp-Method header is missing; the body names ${method}`);
  const field = NAME_SOURCE[method];
  if (field === undefined) return undefined;
  const inBody = params?.[field];
  const header = headers["mcp-name"];
  if (header === undefined)
    return inBody === undefined
      ? undefined
      : mismatch(id, `the Mcp-Name header is missing; the body has params.${field}`);
  const name = decodeHeader(String(header));
  if (name === undefined) return mismatch(id, "the Mcp-Name header is not valid base64 in its =?base64?…?= form");
  return inBody !== undefined && name !== inBody
    ? mismatch(id, `the Mcp-Name header differs from params.${field}`)
    : undefined;
}

/** `Mcp-Param-*` against the arguments they mirror, as the tool's schema declares them. */
export function checkParamHeaders(
  headers: IncomingHttpHeaders,
  id: string | number,
  call: { tool: RegisteredTool; args: unknown },
): ErrorAnswer | undefined {
  for (const { header, path, type } of call.tool.headerParams) {
    const value = valueAt(call.args, path);
    const raw = headers[`mcp-param-${header.toLowerCase()}`];
    if (value === undefined || value === null) {
      if (raw !== undefined)
        return mismatch(id, `the Mcp-Param-${header} header has no argument ${path.join(".")} beside it`);
      continue;
    }
    if (raw === undefined)
      return mismatch(id, `the Mcp-Param-${header} header is missing; the body has the argument ${path.join(".")}`);
    const decoded = decodeHeader(String(raw));
    if (decoded === undefined)
      return mismatch(id, `the Mcp-Param-${header} header is not valid base64 in its =?base64?…?= form`);
    if (!isSame(decoded, value, type))
      return mismatch(id, `the Mcp-Param-${header} header differs from the argument ${path.join(".")}`);
  }
  return undefined;
}

function isSame(header: string, value: unknown, type: string): boolean {
  if (typeof value === "number" && type === "integer" && /^-?\d+(\.\d+)?$/.test(header))
    return Number(header) === value;
  return (
    (typeof value === "string" || typeof value === "number" || typeof value === "boolean") && header === String(value)
  );
}

function mismatch(id: string | number, what: string): ErrorAnswer {
  return { status: 400, code: Codes.headerMismatch, message: `Bad Request: ${what}.`, id };
}

function decodeHeader(value: string): string | undefined {
  const trimmed = value.trim();
  const encoded = /^=\?base64\?(.*)\?=$/.exec(trimmed)?.[1];
  if (encoded === undefined) return trimmed;
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(encoded)) return undefined;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.from(encoded, "base64"));
  } catch {
    return undefined;
  }
}

function valueAt(root: unknown, path: readonly string[]): unknown {
  let node = root;
  for (const key of path) {
    if (typeof node !== "object" || node === null || !Object.hasOwn(node, key)) return undefined;
    node = (node as Record<string, unknown>)[key];
  }
  return node;
}
