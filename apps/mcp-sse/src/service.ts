import { createMcpHttp } from "@mcp-tools/mcp";
import {
  createClientAddress,
  createFloodGuard,
  createHostPolicy,
  createRequestLog,
  serveHttp,
  type Service,
} from "@mcp-tools/platform";
import { getRequestListener } from "@hono/node-server";
import { createApp } from "./app.ts";
import { endpointOf } from "./endpoint.ts";
import { createListener, pathOf } from "./routes.ts";

/** MCP over HTTP: `/mcp`, `/sse`, and what operators ask of it. */
export const mcpSse: Service = {
  name: "mcp-sse",
  async start(platform) {
    const { config, metrics, toolbox, authenticator } = platform;
    const logger = platform.logger.child({ service: "mcp-sse" });
    // A mistake in a pack should stop the start, not the first call.
    await Promise.all([toolbox.load(), platform.open(), authenticator.load()]);
    const mcp = createMcpHttp({
      ...config.http,
      toolbox,
      bus: platform.bus,
      sessions: platform.sessions,
      streams: platform.streams,
      peers: platform.peers,
      logger,
      version: platform.version,
      signingKey: () => platform.signingKey,
      resourceMetadataUrl: (req) => authenticator.metadataUrl(req.url?.split("?", 1)[0] ?? "/", req.headers.host),
      onOpenCount: (transport, count) => metrics.sessionsOpen(transport, count),
    });
    const hostPolicy = createHostPolicy({ host: config.http.host, ...config.access });
    const app = createApp({ platform, hostPolicy, logger });
    const others = getRequestListener(app.fetch, { overrideGlobalObjects: false });
    const listener = createListener(
      {
        mcp,
        authenticate: authenticator.authenticate,
        policy: toolbox.policy,
        ...hostPolicy,
        clientAddress: createClientAddress(config.access),
        floodGuard: createFloodGuard(config.access.requestsPerSecond),
        logger,
        logRequest: createRequestLog(logger),
        metrics,
        tracing: platform.tracing,
      },
      (req, res) => void others(req, res),
    );
    const http = await serveHttp({
      handler: listener,
      // What answers nothing else than MCP's own endpoints needs nothing else of HTTP than they do.
      direct: { listener, takes: (url) => endpointOf(pathOf(url)) !== undefined },
      host: config.http.host,
      port: config.http.port,
      name: "mcp-sse",
      logger,
    });
    // What a revoked or expired credential still holds open ends with it.
    const release = authenticator.onInvalid((principalId) => mcp.endPrincipal(principalId));
    const forget = platform.openSessions.add(mcp);
    return {
      url: http.url,
      ended: http.ended,
      async stop(deadlineMs) {
        const end = Date.now() + deadlineMs;
        // Still listening: a balancer learns from /ready that we are leaving, and asks by a new connection each time.
        await mcp.drain(deadlineMs);
        const stopped = http.stop(Math.max(0, end - Date.now()));
        release();
        forget();
        await mcp.close();
        await stopped;
      },
    };
  },
};
