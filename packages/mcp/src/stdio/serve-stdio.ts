import type { Readable, Writable } from "node:stream";
import { createId, isChange, localPrincipal, type ChangeEvent, type OpenSession } from "@mcp-tools/core";
import { serveStdio, StdioServerTransport } from "@modelcontextprotocol/server/stdio";
import type { Server } from "@modelcontextprotocol/server";
import type { McpDeps } from "../mcp-deps.ts";
import { createRequestStates } from "../modern/request-state.ts";
import { toNotification } from "../server/change-notification.ts";
import { cancelledId } from "../server/cancelled-id.ts";
import { createServerFactory } from "../server/create-server.ts";
import { clientNameOf } from "../server/envelope.ts";
import { isHidden } from "../server/is-hidden.ts";
import { onListChange } from "../server/on-list-change.ts";
import type { EarlyAnswer } from "./early-answer.ts";
import { splitBatches } from "./split-batches.ts";

export interface McpStdio {
  /** Resolves when the client has closed its end. */
  readonly ended: Promise<void>;
  /** The session, as people see it; the client's name is there once it has said it. */
  list(): OpenSession[];
  /** Waits for calls in flight, at most `deadlineMs`, then closes. */
  stop(deadlineMs: number): Promise<void>;
}

const DRAIN_POLL_MS = 20;
/** For what was asked before the client closed its end, as a shell pipe does. Clients lose patience after two seconds. */
const LAST_ANSWERS_MS = 1_500;

export interface StdioStreams {
  readonly stdin: Readable;
  readonly stdout: Writable;
  /** See {@link EarlyAnswer}. */
  readonly answeredId?: EarlyAnswer["answeredId"];
}

/** MCP over stdin and stdout, either era; the opening message decides. */
export function serveMcpStdio(deps: McpDeps, streams: StdioStreams): McpStdio {
  const createServer = createServerFactory(deps, createRequestStates(deps.signingKey));
  const servers = new Map<Server, "legacy" | "modern">();
  const subscriptions = new Set<string>();
  let onEnded = (): void => {};
  const ended = new Promise<void>((resolve) => (onEnded = resolve));
  const about = {};

  const announce = (event: ChangeEvent): void => {
    if (event.kind === "resource_updated" && !deps.toolbox.isLoaded) return announceOnceLoaded(event);
    if (isHidden(deps.toolbox, event, { principal: localPrincipal })) return;
    const notification = toNotification(event) as Parameters<Server["notification"]>[0];
    for (const [server, era] of servers) {
      // For modern clients the SDK keeps to what they listen to; of legacy ones it knows no subscriptions.
      if (era === "legacy" && event.kind === "resource_updated" && !subscriptions.has(event.uri)) continue;
      void server.notification(notification).catch(() => {});
    }
  };
  /** What may be told of a resource is known only then; the client may have named one that it knows from before. */
  const announceOnceLoaded = (event: ChangeEvent): void => {
    deps.toolbox.load().then(
      () => announce(event),
      (error: unknown) => deps.logger.error({ err: error }, "change not announced"),
    );
  };
  const releases = [
    deps.bus.subscribe((event) => void (isChange(event) && announce(event))),
    onListChange(deps.toolbox, announce),
  ];

  const questions = createQuestions();
  const transport = new StdioServerTransport(
    splitBatches(streams.stdin, {
      refuse({ code, message, id: refusedId }) {
        // The client cannot tell which of its messages this is about, and may say nothing of it.
        if (refusedId === null) deps.logger.warn({ code }, "message without a readable id refused");
        // Not by the transport, whose `send` is for answers to what it has handed on.
        streams.stdout.write(`${JSON.stringify({ jsonrpc: "2.0", id: refusedId, error: { code, message } })}\n`);
      },
      beforeEnd: () => questions.answered(LAST_ANSWERS_MS),
    }),
    streams.stdout,
    // Lines are measured where they are split, and refused there: of one too long the transport would close.
    { maxBufferSize: Number.POSITIVE_INFINITY },
  );
  if (streams.answeredId !== undefined) dropAnswer(transport, streams.answeredId);
  const handle = serveStdio(
    ({ era }) => {
      const server = createServer({
        principal: localPrincipal,
        transport: "stdio",
        exchangeOf: () => about,
        subscriptions,
      });
      servers.set(server, era);
      server.onclose = () => void servers.delete(server);
      return server;
    },
    { transport, onerror: (error) => deps.logger.debug({ err: error }, "protocol error") },
  );
  questions.watch(transport, onEnded);

  const id = createId();
  const startedAt = Date.now();

  function list(): OpenSession[] {
    const [server] = servers.keys();
    const info = server?.getClientVersion();
    return [
      {
        id,
        transport: "stdio",
        principalId: localPrincipal.id,
        principalName: localPrincipal.name,
        client: info === undefined ? undefined : clientNameOf(info),
        protocolVersion: server?.getNegotiatedProtocolVersion(),
        startedAt,
        lastUsedAt: questions.askedAt() ?? startedAt,
        inFlight: deps.toolbox.inFlight,
      },
    ];
  }

  return {
    ended,
    list,
    async stop(deadlineMs) {
      const end = Date.now() + deadlineMs;
      while (deps.toolbox.inFlight > 0 && Date.now() < end)
        await new Promise((resolve) => setTimeout(resolve, DRAIN_POLL_MS));
      for (const release of releases) release();
      await handle.close();
      onEnded();
    },
  };
}

/** What the client has asked and not been told yet. */
function createQuestions() {
  const open = new Set<string | number>();
  let onAnswered = (): void => {};
  let askedAt: number | undefined;
  const settle = (id: string | number) => void (open.delete(id) && open.size === 0 && onAnswered());
  return {
    askedAt: () => askedAt,
    /** Resolves when nothing is open, at the latest after this time. */
    answered(timeoutMs: number): Promise<void> {
      if (open.size === 0) return Promise.resolve();
      return new Promise((resolve) => {
        const timer = setTimeout(resolve, timeoutMs);
        onAnswered = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    },
    /** To be called once the SDK has set its own callbacks. */
    watch(transport: StdioServerTransport, onClose: () => void): void {
      const { onmessage, onclose } = transport;
      const send = transport.send.bind(transport);
      transport.onmessage = (message) => {
        askedAt = Date.now();
        if ("method" in message && "id" in message) open.add(message.id);
        const cancelled = cancelledId(message);
        if (cancelled !== undefined) settle(cancelled);
        onmessage?.(message);
      };
      transport.send = async (message) => {
        await send(message);
        if (!("method" in message)) settle(message.id ?? "");
      };
      transport.onclose = () => {
        onclose?.();
        onClose();
      };
    },
  };
}

/** Keeps the answer to a request that was answered before from going out twice. */
function dropAnswer(transport: StdioServerTransport, answeredId: EarlyAnswer["answeredId"]): void {
  const send = transport.send.bind(transport);
  let isDropped = false;
  // Stays in place once it has done its work: whoever wrapped `send` after it would be undone with it.
  transport.send = (message) => {
    if (isDropped || "method" in message || message.id === undefined || message.id !== answeredId())
      return send(message);
    isDropped = true;
    return Promise.resolve();
  };
}
