import type { IncomingMessage, ServerResponse } from "node:http";
import { isJsonContentType } from "@modelcontextprotocol/server";
import { NESTING_MAX } from "../json/count-members.ts";
import { LEGACY_VERSIONS } from "../server/identity.ts";
import { answerError, Codes, idOf } from "./answer.ts";
import { readBody } from "./read-body.ts";

/**
 * Reads the body after the checks that need no body, in the order the conformance suites expect: size, Accept,
 * content type, JSON. Answers itself where one fails.
 */
export async function receive(
  req: IncomingMessage,
  res: ServerResponse,
  bytesMax: number,
  { anyAccept = false } = {},
): Promise<{ value: unknown } | undefined> {
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
  if (!anyAccept && !isAcceptable(req)) {
    answerError(res, {
      status: 406,
      code: Codes.server,
      message: "Not Acceptable: the client must accept both application/json and text/event-stream.",
    });
    return undefined;
  }
  if (!isJsonContentType(req.headers["content-type"] ?? null)) {
    answerError(res, {
      status: 415,
      code: Codes.server,
      message: "Unsupported Media Type: Content-Type must be application/json.",
    });
    return undefined;
  }
  const body = await readBody(req, bytesMax);
  if (body.kind === "json") return { value: body.value };
  if (body.kind === "too_large") tooLarge();
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
  return undefined;
}

/** Legacy clients must accept both kinds of answer; later revisions have no such rule, those we do not know yet included. */
function isAcceptable({ headers }: IncomingMessage): boolean {
  const version = headers["mcp-protocol-version"];
  if (typeof version === "string" && !LEGACY_VERSIONS.includes(version)) return true;
  const accept = headers.accept?.toLowerCase() ?? "";
  return accept.includes("*/*") || (accept.includes("application/json") && accept.includes("text/event-stream"));
}
