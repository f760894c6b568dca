import { AppError } from "@mcp-tools/core";
import { InputRequired, type ClientFeature, type ClientPort, type ClientRequest } from "@mcp-tools/tools";
import type { ClientCapabilities, Server } from "@modelcontextprotocol/server";
import type { Exchange } from "./create-server.ts";

/** A request to the client, as the SDK types it. */
export type ServerRequest = {
  method: "elicitation/create" | "sampling/createMessage" | "roots/list";
  params?: Record<string, unknown>;
};

/** People answer these: far longer than a machine would be waited for. */
const ANSWER_TIMEOUT_MS = 600_000;

const FEATURE_OF: Record<ClientRequest["method"], ClientFeature> = {
  "elicitation/create": "elicitation",
  "sampling/createMessage": "sampling",
  "roots/list": "roots",
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
  const capabilities = (): ClientCapabilities => server.getClientCapabilities() ?? {};
  return {
    era: "legacy",
    can: (feature) => declares(capabilities(), feature),
    async request(requests) {
      for (const { method } of Object.values(requests)) {
        if (!declares(capabilities(), FEATURE_OF[method])) throw cannotAsk(method);
      }
      const options = { timeout: ANSWER_TIMEOUT_MS, signal };
      const answers = await Promise.all(
        Object.entries(requests).map(
          async ([key, request]) => [key, await ask(request as ServerRequest, options)] as const,
        ),
      );
      return Object.fromEntries(answers);
    },
    log,
    releaseStream: () => exchange?.releaseStream?.(),
  };
}

function declares(capabilities: ClientCapabilities, feature: ClientFeature): boolean {
  return feature === "url_elicitation"
    ? capabilities.elicitation?.url !== undefined
    : capabilities[feature] !== undefined;
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
    can: (feature) => declares(capabilities, feature),
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

function cannotAsk(method: ClientRequest["method"]): AppError {
  return new AppError(
    "unavailable",
    `This tool has to ask the client (${method}), and the client did not declare that it can be asked. Use a client with ${FEATURE_OF[method]} support.`,
  );
}
