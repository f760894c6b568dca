import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { accessKinds, localPrincipal, silentLogger, type Logger, type Principal } from "@mcp-tools/core";
import type { Definition, ToolboxDeps } from "@mcp-tools/tools";
import { createTestToolbox, type TestToolbox } from "@mcp-tools/tools/testing";
import type { McpHttpDeps } from "../mcp-deps.ts";
import { createMcpHttp, type McpHttp } from "../mcp-http.ts";
import { alone, createFakeState, type FakeState } from "./fake-state.ts";
import { createTestDefinitions, type TestDefinitions } from "./test-definitions.ts";

export interface TestServer extends TestDefinitions {
  readonly url: string;
  readonly mcp: McpHttp;
  readonly state: FakeState;
  readonly tools: TestToolbox;
  /** Sessions and streams open now, by transport. */
  readonly open: Record<string, number>;
  /** What was logged as an error. */
  readonly errors: readonly { fields: object; message: string }[];
  /** Requests whose response is not closed yet. */
  exchanges(): number;
  /** Requests that are over. */
  readonly requests: readonly { method: string | undefined; status: number }[];
  [Symbol.asyncDispose](): Promise<void>;
}

export interface TestServerOptions extends Partial<McpHttpDeps> {
  /** Shared with other servers where they are replicas of one: then each joins its peers. */
  readonly state?: FakeState;
  readonly definitions?: readonly Definition[];
  readonly timeoutMs?: number;
  readonly resultBytesMax?: number;
  /** Over those of the test toolbox: its policy, its audit, its approver. */
  readonly governed?: Partial<ToolboxDeps>;
}

/** MCP on a free port of the loopback. The header `x-principal` says who calls, `x-scopes` with which access, as OAuth would. */
export async function startMcp({
  state: shared,
  definitions = [],
  timeoutMs,
  resultBytesMax,
  governed,
  ...deps
}: TestServerOptions = {}): Promise<TestServer> {
  const state = shared ?? createFakeState();
  const own = createTestDefinitions();
  const open: Record<string, number> = {};
  const errors: { fields: object; message: string }[] = [];
  const logger: Logger = {
    ...silentLogger,
    error: (fields, message) => void errors.push({ fields, message }),
    child: () => logger,
  };
  const tools = createTestToolbox([...own.definitions, ...definitions], {
    announce: (event) => state.bus.publish(event),
    logger,
    ...(timeoutMs !== undefined && { timeoutMs }),
    ...(resultBytesMax !== undefined && { resultBytesMax }),
    ...governed,
  });
  const mcp = createMcpHttp({
    toolbox: tools.toolbox,
    bus: state.bus,
    sessions: state.sessions,
    streams: state.streams,
    peers: shared === undefined ? alone : shared.join(),
    logger,
    version: "0.0.0",
    signingKey: () => new Uint8Array(32),
    bodyBytesMax: 1_000_000,
    sessionsMax: 1_000,
    sessionIdleMs: 60_000,
    onOpenCount: (transport, count) => void (open[transport] = count),
    ...deps,
  });
  const exchanges = new Set<ServerResponse>();
  const requests: { method: string | undefined; status: number }[] = [];
  const server = createServer((req, res) => {
    exchanges.add(res);
    res.once("close", () => {
      exchanges.delete(res);
      requests.push({ method: req.method, status: res.statusCode });
    });
    const [, route = "", toolset] = new URL(req.url ?? "/", "http://localhost").pathname.split("/");
    const handler = { mcp: mcp.mcp, sse: mcp.sse, messages: mcp.messages }[route];
    if (handler === undefined) return void res.writeHead(404).end();
    const caller = { principal: principalOf(req), requestId: "test", toolset, address: req.socket.remoteAddress };
    (async () => handler(req, res, caller))().catch((error: unknown) => {
      errors.push({ fields: { err: error }, message: "handler rejected" });
      res.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    ...own,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    mcp,
    state,
    tools,
    open,
    errors,
    exchanges: () => exchanges.size,
    requests,
    async [Symbol.asyncDispose]() {
      for (const call of own.waiting.values()) call.finish("the test is over");
      await mcp.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function principalOf(req: IncomingMessage): Principal {
  const { "x-principal": id, "x-scopes": scopes } = req.headers;
  if (typeof id !== "string") return localPrincipal;
  const one = { id, name: id, space: id };
  if (typeof scopes !== "string") return { ...one, kind: "key" };
  const access = accessKinds.filter((kind) => scopes.split(" ").includes(`tools:${kind}`));
  return { ...one, kind: "oauth", grant: { access } };
}
