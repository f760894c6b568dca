import {
  createId,
  type ChangeEvent,
  type OpenSession,
  type SessionTarget,
  type HttpRequest,
  type HttpResponse,
} from "@mcp-tools/core";
import type { Toolbox } from "@mcp-tools/tools";
import {
  CLIENT_INFO_META_KEY,
  PROTOCOL_VERSION_META_KEY,
  SERVER_INFO_META_KEY,
  specTypeSchemas,
  SUBSCRIPTION_ID_META_KEY,
  type JSONRPCRequest,
  type SubscriptionFilter,
} from "@modelcontextprotocol/server";
import { accepts } from "../http/accepts.ts";
import { answerError, Codes } from "../http/answer.ts";
import type { Caller } from "../http/caller.ts";
import type { KeepAlive } from "../http/keep-alive.ts";
import { onClose } from "../http/on-close.ts";
import { createSseWriter } from "../http/sse-writer.ts";
import type { StreamQuota } from "../http/stream-quota.ts";
import { clientInfoOf } from "../server/client-info-of.ts";
import { toNotification } from "../server/change-notification.ts";
import { isHidden } from "../server/is-hidden.ts";

interface Subscription {
  readonly caller: Caller;
  describe(): OpenSession;
  deliver(event: ChangeEvent): void;
  end(): void;
}

export interface Listeners {
  serve(message: JSONRPCRequest, at: { req: HttpRequest; res: HttpResponse; caller: Caller }): void;
  deliver(event: ChangeEvent): void;
  /** Ends every stream with its result, as a server that leaves should. */
  end(): void;
  list(): OpenSession[];
  /** Ends those that `list` calls so, or of this principal. */
  endListed(target: SessionTarget): void;
  readonly size: number;
}

/** `subscriptions/listen` (2026-07-28): a stream of the change notifications a client opted in to. */
export function createListeners(deps: {
  keepAlive: KeepAlive;
  serverInfo: object;
  toolbox: Toolbox;
  quota: StreamQuota;
  onCount: (count: number) => void;
}): Listeners {
  const open = new Set<Subscription>();

  function serve(
    message: JSONRPCRequest,
    { req, res, caller }: { req: HttpRequest; res: HttpResponse; caller: Caller },
  ): void {
    const { id } = message;
    if (!accepts(req.headers.accept, "text/event-stream"))
      return answerError(res, {
        status: 406,
        code: Codes.server,
        message: "Not Acceptable: subscriptions/listen is answered by a stream, and must accept text/event-stream.",
        id,
      });
    const filter = parseFilter(message.params);
    if (filter === undefined)
      return answerError(res, {
        status: 200,
        code: Codes.invalidParams,
        message:
          "Invalid params: `notifications` says what to listen for, and must be an object of the types in subscriptions/listen.",
        id,
      });
    if (deps.quota.isFull(caller.principal) !== undefined)
      return answerError(res, { status: 200, code: Codes.internal, message: "Subscription limit reached", id });
    const writer = createSseWriter(res);
    const send = (method: string, params: object) =>
      writer.event(
        JSON.stringify({ jsonrpc: "2.0", method, params: { ...params, _meta: { [SUBSCRIPTION_ID_META_KEY]: id } } }),
      );
    const { principal, toolset, address } = caller;
    const about: Omit<OpenSession, "lastUsedAt"> = {
      id: createId(),
      transport: "listen",
      principalId: principal.id,
      principalName: principal.name,
      toolset,
      client: clientOf(message),
      protocolVersion: versionOf(message),
      address,
      startedAt: Date.now(),
      inFlight: 0,
    };
    let lastUsedAt = about.startedAt;
    const subscription: Subscription = {
      caller,
      describe: () => ({ ...about, lastUsedAt }),
      deliver(event) {
        if (!covers(filter, event) || isHidden(deps.toolbox, event, caller)) return;
        lastUsedAt = Date.now();
        const { method, params } = toNotification(event);
        send(method, params ?? {});
      },
      end() {
        const _meta = { [SUBSCRIPTION_ID_META_KEY]: id, [SERVER_INFO_META_KEY]: deps.serverInfo };
        writer.event(JSON.stringify({ jsonrpc: "2.0", id, result: { resultType: "complete", _meta } }));
        writer.end();
      },
    };
    send("notifications/subscriptions/acknowledged", { notifications: filter });
    if (Object.keys(filter).length === 0) return subscription.end();
    open.add(subscription);
    const release = deps.quota.take(caller.principal);
    deps.keepAlive.add(writer);
    deps.onCount(open.size);
    onClose(res, () => {
      open.delete(subscription);
      release();
      deps.keepAlive.delete(writer);
      deps.onCount(open.size);
    });
  }

  return {
    serve,
    deliver(event) {
      for (const subscription of open) subscription.deliver(event);
    },
    end() {
      for (const subscription of open) subscription.end();
    },
    list: () => [...open].map((subscription) => subscription.describe()),
    endListed({ by, id }) {
      for (const subscription of open) {
        const about = subscription.describe();
        if ((by === "principal" ? about.principalId : about.id) === id) subscription.end();
      }
    },
    get size() {
      return open.size;
    },
  };
}

/** Checked before a request gets here. */
function metaOf({ params }: JSONRPCRequest, key: string): unknown {
  return params?._meta?.[key];
}

function clientOf(message: JSONRPCRequest): string | undefined {
  return clientInfoOf({ clientInfo: metaOf(message, CLIENT_INFO_META_KEY) });
}

function versionOf(message: JSONRPCRequest): string | undefined {
  const version = metaOf(message, PROTOCOL_VERSION_META_KEY);
  return typeof version === "string" ? version : undefined;
}

/** The part of the filter that we honour: what was asked for, without what was asked not to be. Undefined when malformed. */
function parseFilter(params: unknown): SubscriptionFilter | undefined {
  const result = specTypeSchemas.SubscriptionFilter["~standard"].validate(
    (params as { notifications?: unknown } | undefined)?.notifications,
  );
  if (result instanceof Promise || result.issues !== undefined) return undefined;
  const { toolsListChanged, promptsListChanged, resourcesListChanged, resourceSubscriptions } = result.value;
  return {
    ...(toolsListChanged === true && { toolsListChanged }),
    ...(promptsListChanged === true && { promptsListChanged }),
    ...(resourcesListChanged === true && { resourcesListChanged }),
    ...(resourceSubscriptions !== undefined && resourceSubscriptions.length > 0 && { resourceSubscriptions }),
  };
}

function covers(filter: SubscriptionFilter, event: ChangeEvent): boolean {
  if (event.kind === "tools_changed") return filter.toolsListChanged === true;
  if (event.kind === "prompts_changed") return filter.promptsListChanged === true;
  if (event.kind === "resources_changed") return filter.resourcesListChanged === true;
  return event.kind === "resource_updated" && filter.resourceSubscriptions?.includes(event.uri) === true;
}
