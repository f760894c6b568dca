import {
  andThen,
  isChange,
  type ChangeEvent,
  type OpenSession,
  type SessionTarget,
  type HttpRequest,
  type HttpResponse,
} from "@mcp-tools/core";
import { answerError, Codes, idOf } from "./http/answer.ts";
import { answerDraining, answerFault, asksForWork } from "./http/unable.ts";
import type { Caller } from "./http/caller.ts";
import { createKeepAlive } from "./http/keep-alive.ts";
import { createOpenExchanges } from "./http/open-exchanges.ts";
import { receive } from "./http/receive.ts";
import { createStreamQuota } from "./http/stream-quota.ts";
import { createLegacySessions } from "./legacy/legacy-sessions.ts";
import { serveLegacyDelete, serveLegacyGet, serveLegacyPost, type LegacyDeps } from "./legacy/serve-legacy.ts";
import { createStreamReaders } from "./legacy/stream-readers.ts";
import type { McpHttpDeps } from "./mcp-deps.ts";
import { classify } from "./modern/classify.ts";
import { createKnownEnvelopes } from "./modern/known-envelopes.ts";
import { createListeners } from "./modern/listen.ts";
import { serveModern, type ModernDeps } from "./modern/serve-modern.ts";
import { createRequestStates } from "./modern/request-state.ts";
import { createServerFactory } from "./server/create-server.ts";
import { serverInfoOf } from "./server/identity.ts";
import { onListChange } from "./server/on-list-change.ts";
import { createSseSessions } from "./sse/sse-sessions.ts";

/** A promise only where something has to be waited for. */
type Handler = (req: HttpRequest, res: HttpResponse, caller: Caller) => void | Promise<void>;

interface At {
  readonly req: HttpRequest;
  readonly res: HttpResponse;
  readonly caller: Caller;
}

export interface McpHttp {
  /** `/mcp`, any method, both eras. Host, Origin and credentials are checked in front. */
  readonly mcp: Handler;
  /** `GET /sse`. */
  readonly sse: Handler;
  /** `POST /messages?sessionId=`. */
  readonly messages: Handler;
  /**
   * Ends at once whatever a principal has open here, because its credential was revoked or narrowed: streams are cut,
   * requests refused, its calls cancelled, its sessions gone. What it sends later is for its credential to decide.
   */
  endPrincipal(principalId: string): void;
  /** What clients hold open here: sessions, and streams that they listen to. */
  list(): OpenSession[];
  /**
   * Ends one of these, or all of a principal, because somebody asked for it. The credential stays good: the client may
   * begin again.
   */
  end(target: SessionTarget): Promise<void>;
  /** Takes no new work, ends idle streams gracefully; resolves when nothing is in flight or after `deadlineMs`. */
  drain(deadlineMs: number): Promise<void>;
  close(): Promise<void>;
}

const DRAIN_POLL_MS = 20;

/** MCP over HTTP: the routes of every revision on one registry. */
export function createMcpHttp(deps: McpHttpDeps): McpHttp {
  const states = createRequestStates(deps.signingKey);
  const createServer = createServerFactory(deps, states);
  const serverInfo = serverInfoOf(deps.version);
  const known = createKnownEnvelopes();
  const keepAlive = createKeepAlive();
  const open = { http: 0, sse: 0, listen: 0 };
  const exchanges = createOpenExchanges();
  const quota = createStreamQuota({ max: deps.sessionsMax, open: () => open.http + open.sse + open.listen });
  const count = (transport: keyof typeof open) => (size: number) => {
    open[transport] = size;
    deps.onOpenCount(transport, size);
  };
  // A series that appears with the first session is one that nobody can set an alarm on before.
  for (const transport of Object.keys(open) as (keyof typeof open)[]) count(transport)(0);
  let draining = false;

  const listeners = createListeners({
    keepAlive,
    serverInfo,
    toolbox: deps.toolbox,
    quota,
    onCount: count("listen"),
  });
  const sse = createSseSessions({
    ...deps,
    createServer,
    keepAlive,
    basePath: basePathOf(deps.publicUrl),
    quota,
    onCount: count("sse"),
  });
  const sessions = createLegacySessions({
    ...deps,
    store: deps.sessions,
    createServer,
    idleMs: deps.sessionIdleMs,
    quota,
    onCount: count("http"),
  });
  const { toolbox, resourceMetadataUrl } = deps;
  const modern: ModernDeps = {
    createServer,
    toolbox,
    states,
    serverInfo,
    listeners,
    keepAlive,
    resourceMetadataUrl,
  };
  const legacy: LegacyDeps = {
    sessions,
    toolbox,
    streams: deps.streams,
    readers: createStreamReaders(deps.bus),
    unsaid: new Set(),
    keepAlive,
    logger: deps.logger,
    resourceMetadataUrl,
  };

  const announce = (event: ChangeEvent) => {
    listeners.deliver(event);
    sse.announce(event);
    sessions.announce(event);
  };
  const releases = [
    deps.bus.subscribe((event) => void (isChange(event) && announce(event))),
    onListChange(toolbox, announce),
  ];

  function post(at: At): void | Promise<void> {
    return andThen(receive(at.req, at.res, deps.bodyBytesMax), (body) => {
      if (body === undefined) return undefined;
      const { value } = body;
      if (draining && asksForWork(value)) return answerDraining(at.res, idOf(value));
      const fail = (error: unknown) => {
        deps.logger.error({ err: error, requestId: at.caller.requestId }, "request failed");
        if (at.res.headersSent) at.res.destroy();
        else answerFault(at.res, error, idOf(value));
      };
      try {
        const serving = serve(value, at);
        return serving instanceof Promise ? serving.catch(fail) : serving;
      } catch (error) {
        return fail(error);
      }
    });
  }

  function serve(value: unknown, at: At): void | Promise<void> {
    const route = classify(at.req.headers, value, known);
    if (route.kind === "modern") return serveModern(modern, route, at);
    if (route.kind === "legacy") return serveLegacyPost(legacy, value, at);
    const { httpStatus, code, message, data } = route;
    answerError(at.res, { status: httpStatus, code, message, data, id: idOf(value) });
  }

  function mcp(req: HttpRequest, res: HttpResponse, caller: Caller): void | Promise<void> {
    exchanges.add(caller.principal.id, res);
    if (req.method === "POST") return post({ req, res, caller });
    if (draining) return answerDraining(res);
    if (req.method === "GET") return serveLegacyGet(legacy, { req, res, caller });
    if (req.method === "DELETE") return serveLegacyDelete(legacy, { req, res, caller });
    answerError(res, {
      status: 405,
      code: Codes.server,
      message: "Method not allowed.",
      headers: { allow: "GET, POST, DELETE" },
    });
  }

  async function messages(req: HttpRequest, res: HttpResponse, caller: Caller): Promise<void> {
    exchanges.add(caller.principal.id, res);
    if (req.method !== "POST")
      return answerError(res, {
        status: 405,
        code: Codes.server,
        message: "Method not allowed.",
        headers: { allow: "POST" },
      });
    const body = await receive(req, res, deps.bodyBytesMax, { anyAccept: true });
    if (body === undefined) return;
    if (draining && asksForWork(body.value)) return answerDraining(res, idOf(body.value));
    const sessionId = new URL(req.url ?? "/", "http://localhost").searchParams.get("sessionId") ?? undefined;
    try {
      await sse.post(sessionId, body.value, { req, res, caller });
    } catch (error) {
      deps.logger.error({ err: error, requestId: caller.requestId }, "request failed");
      answerFault(res, error, idOf(body.value));
    }
  }

  return {
    mcp,
    messages,
    async sse(req, res, caller) {
      if (draining) return answerDraining(res);
      if (req.method !== "GET")
        return answerError(res, {
          status: 405,
          code: Codes.server,
          message: "Method not allowed. Open the stream with GET; clients of the newer transport use /mcp.",
          headers: { allow: "GET" },
        });
      exchanges.add(caller.principal.id, res);
      return sse.open(res, caller);
    },
    endPrincipal(principalId) {
      exchanges.end(principalId);
      sessions
        .endPrincipal(principalId)
        .catch((error: unknown) => deps.logger.error({ err: error, principal: principalId }, "sessions not ended"));
    },
    list: () => [...sessions.list(), ...sse.list(), ...listeners.list()],
    async end(target) {
      sse.end(target);
      listeners.endListed(target);
      await (target.by === "session" ? sessions.endListed(target.id) : sessions.endPrincipal(target.id));
    },
    async drain(deadlineMs) {
      draining = true;
      listeners.end();
      sse.drain();
      legacy.readers.endStandalone();
      const end = Date.now() + deadlineMs;
      const left = () => deps.toolbox.inFlight + sse.inFlight + sessions.inFlight + legacy.unsaid.size;
      while (left() > 0 && Date.now() < end) {
        await new Promise((resolve) => setTimeout(resolve, DRAIN_POLL_MS));
      }
    },
    async close() {
      for (const release of releases) release();
      keepAlive.close();
      legacy.readers.close();
      sse.close();
      await sessions.close();
    },
  };
}

function basePathOf(publicUrl: string | undefined): string {
  return publicUrl === undefined ? "" : new URL(publicUrl).pathname.replace(/\/+$/, "");
}
