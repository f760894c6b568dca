import { createServer } from "node:http";
import { silentLogger } from "@mcp-tools/core";
import { createMcpHttp } from "@mcp-tools/mcp";
import { createToolbox } from "@mcp-tools/tools";
import { createListener } from "./routes.ts";
const { createMemoryBus, createMemorySessionStore, createMemoryStreamLog } = await import("../../../packages/bus/src/index.ts");
const bus = createMemoryBus({} as never);
const log = { ...silentLogger, error: (f: unknown, m: string) => console.error(m, f), child: () => log };
let names: string[] = [];
const toolbox = createToolbox({
  stores: {} as never, calls: { isAvailable: () => true, record: async () => {} }, logger: log as never, announce: (e) => bus.publish(e), onCallEnd() {}, timeoutMs: 60000, resultBytesMax: 1 << 20,
  loadPacks: async () => {
    const echo = { name: "echo", description: "Echo", access: "read" as const, input: { type: "object", properties: { message: { type: "string" } }, required: ["message"] }, output: { type: "object", properties: { message: { type: "string" } }, required: ["message"] }, run: (i: { message: string }) => ({ message: i.message }) };
    const packs = [{ name: "bench", description: "", definitions: [echo] }];
    try { packs.push((await import("../../../packages/tools/src/packs/conformance/conformance-pack.ts")).createConformancePack() as never); } catch (e) { console.error(String(e)); }
    return packs;
  },
});
const mcp = createMcpHttp({ toolbox, bus, logger: log as never, version: "0.1.0", signingKey: () => new Uint8Array(32), sessions: createMemorySessionStore({ idleMs: 1e6, sessionsMax: 1e5 } as never), streams: createMemoryStreamLog({} as never), bodyBytesMax: 4 << 20, sessionsMax: 1e5, sessionIdleMs: 1e6, onOpenCount() {} });
const server = createServer(createListener({ mcp, authenticate: () => ({ id: "local", kind: "local", name: "l", space: "default" }), isAllowedHost: (h) => /^(localhost|127\.0\.0\.1)(:\d+)?$/.test(h ?? ""), isAllowedOrigin: (o) => o === undefined || /^https?:\/\/(localhost|127\.0\.0\.1)(:\d+)?$/.test(o), logger: silentLogger, metrics: { httpEnded() {} } }, (_q, r) => r.writeHead(404).end()));
server.listen(Number(process.argv[2] ?? 9190), "127.0.0.1", () => console.error("listening"));
process.on("SIGINT", () => process.exit(0));
