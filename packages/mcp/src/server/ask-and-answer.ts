import type { ClientPort, ClientRequest } from "@mcp-tools/tools";
import {
  ProtocolError,
  ProtocolErrorCode,
  type InputRequiredResult,
  type Server,
  type ServerContext,
} from "@modelcontextprotocol/server";
import { digestOf, type InputState, type RequestStates } from "../modern/request-state.ts";
import { createLegacyClientPort, createModernClientPort } from "./client-port.ts";
import type { ServerUnit } from "./create-server.ts";
import { envelopeOf } from "./envelope.ts";

/** One request's dialogue with its client, in either era. */
export interface Dialogue {
  readonly client: ClientPort;
  /** The `input_required` result that asks for these (2026-07-28 only). */
  inputRequired(requests: Readonly<Record<string, ClientRequest>>): Promise<InputRequiredResult>;
}

export interface DialogueParts {
  readonly server: Server;
  readonly ctx: ServerContext;
  readonly unit: ServerUnit;
  /** What identifies the request: its method's name or URI, and its arguments. */
  readonly params: unknown;
  readonly states: RequestStates;
}

/**
 * @throws ProtocolError -32602 when `requestState` belongs to another request
 */
export function openDialogue({ server, ctx, unit, params, states }: DialogueParts): Dialogue {
  const envelope = envelopeOf(ctx);
  // The client may be gone: then there is nobody to tell.
  const log: ClientPort["log"] = (level, data, logger) => void ctx.mcpReq.log(level, data, logger).catch(() => {});
  if (envelope === undefined) {
    return {
      client: createLegacyClientPort({
        server,
        exchange: unit.exchangeOf(ctx.mcpReq.id),
        signal: ctx.mcpReq.signal,
        ask: (request, options) => ctx.mcpReq.send(request, options),
        log,
      }),
      inputRequired: () =>
        Promise.reject(new ProtocolError(ProtocolErrorCode.InternalError, "A legacy client is asked over its stream")),
    };
  }
  const state = ctx.mcpReq.requestState<InputState>();
  if (state !== undefined && state.digest !== digestOf(params)) {
    throw new ProtocolError(ProtocolErrorCode.InvalidParams, "Invalid or expired requestState", {
      reason: "invalid_request_state",
    });
  }
  const client = createModernClientPort({
    capabilities: envelope.capabilities,
    earlier: state?.answers ?? {},
    inputResponses: ctx.mcpReq.inputResponses,
    log,
  });
  return {
    client,
    inputRequired: async (inputRequests) =>
      ({
        resultType: "input_required",
        inputRequests,
        requestState: await states.mint(
          { answers: client.answers, digest: digestOf(params) },
          { principalId: unit.principal.id, toolset: unit.toolset, method: ctx.mcpReq.method },
        ),
      }) as InputRequiredResult,
  };
}
