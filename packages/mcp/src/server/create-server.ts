import type { AuditTransport, Principal } from "@mcp-tools/core";
import { Server, SUPPORTED_PROTOCOL_VERSIONS, type ServerContext } from "@modelcontextprotocol/server";
import type { McpDeps } from "../mcp-deps.ts";
import type { RequestStates } from "../modern/request-state.ts";
import { addCompletionHandler } from "./completion.ts";
import { explainInvalidParams } from "./explain-invalid-params.ts";
import { capabilities, instructions, MODERN_VERSION, serverInfoOf } from "./identity.ts";
import { addPromptHandlers } from "./prompts.ts";
import { addResourceHandlers } from "./resources.ts";
import { addToolHandlers } from "./tools.ts";

/** What one `Server` serves: a legacy session, an SSE stream, a stdio connection, or a single modern request. */
export interface ServerUnit {
  readonly principal: Principal;
  readonly transport: AuditTransport;
  readonly sessionId?: string | undefined;
  /** Of the endpoint; undefined at the plain ones and over stdio. */
  readonly toolset?: string | undefined;
  /** What is known of the HTTP exchange that carried a JSON-RPC request. */
  exchangeOf(jsonRpcId: string | number): Exchange | undefined;
  /** Resource subscriptions of the session, where there is one. */
  readonly subscriptions?: Set<string> | undefined;
  onSubscriptionsChanged?(): void;
}

export interface Exchange {
  readonly requestId?: string | undefined;
  /** As authenticated for this exchange: what a principal may do can change while its session lives. */
  readonly principal?: Principal | undefined;
  readonly traceparent?: string | undefined;
  /** Network address of the caller. */
  readonly address?: string | undefined;
  releaseStream?(): void;
  /** Has the answer, if it is the next thing said, go out as a challenge to get these OAuth scopes. False where it cannot. */
  challenge?(scopes: readonly string[]): boolean;
}

export interface HandlerDeps extends McpDeps {
  readonly states: RequestStates;
}

const LIST_HINT = { ttlMs: 10_000, cacheScope: "private" } as const;

/**
 * Makes the SDK's low-level `Server` for one unit. They are cheap, and never shared: one server behind two
 * clients can cross their answers.
 */
export function createServerFactory(deps: McpDeps, states: RequestStates): (unit: ServerUnit) => Server {
  const serverInfo = serverInfoOf(deps.version);
  const options = {
    capabilities,
    instructions,
    supportedProtocolVersions: [...SUPPORTED_PROTOCOL_VERSIONS, MODERN_VERSION],
    cacheHints: {
      "tools/list": LIST_HINT,
      "prompts/list": LIST_HINT,
      "resources/list": LIST_HINT,
      "resources/templates/list": LIST_HINT,
      "resources/read": { ttlMs: 0, cacheScope: "private" },
      "server/discover": { ttlMs: 60_000, cacheScope: "public" },
    },
  } as const;
  const handlerDeps: HandlerDeps = { ...deps, states };

  return (unit) => {
    const server = new Server(serverInfo, {
      ...options,
      supportedProtocolVersions: [...options.supportedProtocolVersions],
      requestState: {
        verify: (state: string, ctx: ServerContext) =>
          states.verify(state, {
            principalId: unit.principal.id,
            toolset: unit.toolset,
            method: ctx.mcpReq.method,
          }),
      },
    });
    const connect = server.connect.bind(server);
    server.connect = (transport) => {
      explainInvalidParams(transport);
      return connect(transport);
    };
    server.onerror = (error) => deps.logger.debug({ err: error, sessionId: unit.sessionId }, "protocol error");
    addToolHandlers(server, unit, handlerDeps);
    addResourceHandlers(server, unit, handlerDeps);
    addPromptHandlers(server, unit, handlerDeps);
    addCompletionHandler(server, unit, handlerDeps);
    return server;
  };
}
