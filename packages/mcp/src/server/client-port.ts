import { AppError } from "@mcp-tools/core";
import { InputRequired, type ClientFeature, type ClientPort, type ClientRequest } from "@mcp-tools/tools";
import { ProtocolError, type ClientCapabilities, type Server } from "@modelcontextprotocol/server";
import { canAsk, featureOf } from "./can-ask.ts";
import type { Exchange } from "./create-server.ts";

/** A request to the client, as the SDK types it. */
export type ServerRequest = {
  method: "elicitation/create" | "sampling/createMessage" | "roots/list";
  params?: Record<string, unknown>;
};

/** People answer these: far longer than a machine would be waited for. */
const ANSWER_TIMEOUT_MS = 600_000;

/** Elicitation of the URL kind begins here; a client that declares it in an older handshake means something else. */
const URL_ELICITATION_SINCE = "2025-11-25";

const NAME_OF: Readonly<Record<ClientFeature, string>> = {
  elicitation: "elicitation",
  url_elicitation: "elicitation by URL",
  sampling: "sampling",
  roots: "roots",
};

/** Asks the client something that belongs to the request at hand. */
export type Ask = (request: ServerRequest, options: { timeout: number; signal: AbortSignal }) => Promise<unknown>;

export interface LegacyClient {
  /** Knows what the client declared in its handshake. */
  readonly server: Server;
  readonly exchange: Exchange | undefined;
  readonly signal: AbortSignal;
  readonly ask: Ask;
  readonly log: ClientPort["log"];
}

/** The client behind a legacy connection: asked over the open stream while the tool waits. */
export function createLegacyClientPort({ server, exchange, signal, ask, log }: LegacyClient): ClientPort {
  // Deprecated in favour of the envelope, which legacy requests do not have.
  const can = (feature: ClientFeature): boolean =>
    canAsk(server.getClientCapabilities() ?? {}, feature) &&
    (feature !== "url_elicitation" || (server.getNegotiatedProtocolVersion() ?? "") >= URL_ELICITATION_SINCE);
  return {
    era: "legacy",
    can,
    async request(requests) {
      for (const request of Object.values(requests)) if (!can(featureOf(request))) throw cannotAsk(request);
      const options = { timeout: ANSWER_TIMEOUT_MS, signal };
      const answers = await Promise.all(
        Object.entries(requests).map(
          async ([key, request]) =>
            [key, await ask(request as ServerRequest, options).catch((error) => rethrow(error, request))] as const,
        ),
      );
      return Object.fromEntries(answers);
    },
    log,
    releaseStream: () => exchange?.releaseStream?.(),
  };
}

export interface ModernClient {
  readonly capabilities: ClientCapabilities;
  /** Answers of earlier rounds, from `requestState`. */
  readonly earlier: Readonly<Record<string, unknown>>;
  /** Answers of this round. */
  readonly inputResponses: Readonly<Record<string, unknown>> | undefined;
  readonly log: ClientPort["log"];
}

/** The client of a 2026-07-28 request: asked by answering `input_required`, so that the tool runs again with the answers. */
export function createModernClientPort({
  capabilities,
  earlier,
  inputResponses,
  log,
}: ModernClient): ClientPort & { readonly answers: Readonly<Record<string, unknown>> } {
  const given: Readonly<Record<string, unknown>> = { ...earlier, ...inputResponses };
  const answers: Record<string, unknown> = {};
  return {
    era: "modern",
    answers,
    can: (feature) => canAsk(capabilities, feature),
    async request(requests) {
      const open: Record<string, ClientRequest> = {};
      const found: Record<string, unknown> = {};
      for (const [key, request] of Object.entries(requests)) {
        if (Object.hasOwn(given, key) && isAnswer(request, given[key])) answers[key] = found[key] = given[key];
        else open[key] = request;
      }
      // Whether the client may be asked this is checked where the answer is made: -32021 names what it lacks.
      if (Object.keys(open).length > 0) throw new InputRequired(open);
      return found;
    },
    log,
    releaseStream() {},
  };
}

/** A malformed answer is asked for again, as if it were not there (2026-07-28 MRTR). */
function isAnswer({ method }: ClientRequest, answer: unknown): boolean {
  if (typeof answer !== "object" || answer === null) return false;
  if (method === "elicitation/create")
    return (
      "action" in answer && typeof answer.action === "string" && ["accept", "decline", "cancel"].includes(answer.action)
    );
  if (method === "roots/list") return "roots" in answer && Array.isArray(answer.roots);
  return "content" in answer && "role" in answer;
}

/** An error that the client answers with is not to pass for our own, with its code and all. */
function rethrow(error: unknown, { method }: ClientRequest): never {
  if (!(error instanceof ProtocolError)) throw error;
  throw new AppError("unavailable", `The client answered ${method} with an error: ${error.message}`, { cause: error });
}

function cannotAsk(request: ClientRequest): AppError {
  return new AppError(
    "unavailable",
    `This tool has to ask the client (${request.method}), and the client did not declare that it can be asked. Use a client with support for ${NAME_OF[featureOf(request)]}.`,
  );
}
