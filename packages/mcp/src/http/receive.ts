import type { IncomingHttpHeaders } from "node:http";
import { andThen, rememberLast, type HttpRequest, type HttpResponse } from "@mcp-tools/core";
import { isJsonContentType } from "@modelcontextprotocol/server";
import { NESTING_MAX } from "../json/count-members.ts";
import { LEGACY_VERSIONS } from "../server/identity.ts";
import { accepts } from "./accepts.ts";
import { answerError, Codes, idOf } from "./answer.ts";
import { type Body, readBody } from "./read-body.ts";

const isJson = rememberLast((contentType: string | undefined) => isJsonContentType(contentType ?? null));
const acceptsBoth = rememberLast(
  (accept: string | undefined) =>
    accept !== undefined && accepts(accept, "application/json") && accepts(accept, "text/event-stream"),
);

export type Received = Body & { readonly kind: "json" };

/**
 * Reads the body after the checks that need no body, in the order the conformance suites expect: size, Accept,
 * content type, JSON. Answers itself where one fails.
 */
export function receive(
  req: HttpRequest,
  res: HttpResponse,
  bytesMax: number,
  { anyAccept = false } = {},
): Received | undefined | Promise<Received | undefined> {
  const tooLarge = () =>
    answerError(res, {
      status: 413,
      code: Codes.server,
      message: `Payload Too Large: a request body may have ${bytesMax} bytes.`,
      headers: { connection: "close" },
    });
  if (Number(req.headers["content-length"] ?? 0) > bytesMax) {
    tooLarge();
    return undefined;
  }
  if (!anyAccept && !isAcceptable(req.headers)) {
    answerError(res, {
      status: 406,
      code: Codes.server,
      message: "Not Acceptable: the client must accept both application/json and text/event-stream.",
    });
    return undefined;
  }
  if (!isJson(req.headers["content-type"])) {
    answerError(res, {
      status: 415,
      code: Codes.server,
      message: "Unsupported Media Type: Content-Type must be application/json.",
    });
    return undefined;
  }
  return andThen(readBody(req, bytesMax), (body) => {
    if (body.kind === "json") return body;
    if (body.kind === "too_large") tooLarge();
    else refuse(res, body);
    return undefined;
  });
}

function refuse(res: HttpResponse, body: Exclude<Body, { kind: "json" | "too_large" }>): void {
  if (body.kind === "too_deep")
    answerError(res, {
      status: 400,
      code: Codes.invalidRequest,
      message: `Invalid request: the body nests deeper than ${NESTING_MAX} levels.`,
      id: idOf(body.value),
    });
  if (body.kind === "duplicate_key")
    answerError(res, {
      status: 400,
      code: Codes.parse,
      message: "Parse error: a key stands twice in an object of the body. Send each key once.",
      id: idOf(body.value),
    });
  if (body.kind === "malformed")
    answerError(res, {
      status: 400,
      code: Codes.parse,
      message: `Parse error: the body is not JSON (${body.reason}).`,
    });
}

/**
 * Legacy clients must send the header, and accept both kinds of answer; later revisions have no such rule, those we do not
 * know yet included.
 */
function isAcceptable({ "mcp-protocol-version": version, accept }: IncomingHttpHeaders): boolean {
  return (typeof version === "string" && !LEGACY_VERSIONS.includes(version)) || acceptsBoth(accept);
}
