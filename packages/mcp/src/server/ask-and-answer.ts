import { createHash } from "node:crypto";
import type { ClientPort, ClientRequest } from "@mcp-tools/tools";
import { ProtocolError, ProtocolErrorCode, type InputRequiredResult, type Server, type ServerContext } from "@modelcontextprotocol/server";
import { createLegacyClientPort, createModernClientPort, type InputState } from "./client-port.ts";
import type { Exchange, HandlerDeps } from "./create-server.ts";

/** One request's dialogue with its client, in either era. */
export interface Dialogue {
  readonly client: ClientPort;
  /** The `input_required` result that asks for these (2026-07-28 only). */
  inputRequired(requests: Readonly<Record<string, ClientRequest>>): Promise<InputRequiredResult>;
}

export interface DialogueParts {
  readonly server: Server;
  readonly ctx: ServerContext;
  readonly exchange: Exchange | undefined;
  /** What identifies the request: its method's name or URI, and its arguments. */
  readonly params: unknown;
  readonly deps: Pick<HandlerDeps, "mintState">;
}

/**
 * @throws ProtocolError -32602 when `requestState` belongs to another request
 */
export function openDialogue({ server, ctx, exchange, params, deps }: DialogueParts): Dialogue {
  if (ctx.mcpReq.envelope === undefined) {
    return {
      client: createLegacyClientPort(server, ctx, exchange),
      inputRequired: () => Promise.reject(new ProtocolError(ProtocolErrorCode.InternalError, "A legacy client is asked over its stream")),
    };
  }
  const state = ctx.mcpReq.requestState<InputState>();
  // Hashed only where there is a dialogue: most requests have none.
  const digest = () => createHash("sha256").update(JSON.stringify(params) ?? "").digest("base64url");
  if (state !== undefined && state.digest !== digest()) {
    throw new ProtocolError(ProtocolErrorCode.InvalidParams, "Invalid or expired requestState", { reason: "invalid_request_state" });
  }
  const client = createModernClientPort(ctx, state?.answers ?? {});
  return {
    client,
    inputRequired: async (inputRequests) =>
      ({
        resultType: "input_required",
        inputRequests,
        requestState: await deps.mintState({ answers: client.answers, digest: digest() }, ctx),
      }) as InputRequiredResult,
  };
}
