import { readFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { afterAll, expect, test } from "vitest";
import { callTool } from "./harness/call-tool.ts";
import { send } from "./harness/http.ts";
import { openLab } from "./harness/lab.ts";
import { openLegacySession } from "./harness/legacy-session.ts";
import { until } from "./harness/until.ts";

const WANTED = 10_000;
/** For everything else that the two processes have open. */
const SPARE = 500;
const AT_ONCE = 200;

const lab = openLab();
afterAll(() => lab.close());

/** As many as both ends may have open: each connection is a file to the client and one to the server. */
function affordable(): number {
  const limits = process.platform === "linux" ? readFileSync("/proc/self/limits", "utf8") : "";
  const files = Number(/^Max open files\s+\d+\s+(\d+)/m.exec(limits)?.[1] ?? 4096);
  return Math.min(WANTED, files - SPARE);
}

/** Opens a stream and reads it without keeping it, as cheaply as can be. */
function openStream(url: URL): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(url.port), url.hostname, () =>
      socket.write(`GET /sse HTTP/1.1\r\nhost: ${url.host}\r\naccept: text/event-stream\r\n\r\n`),
    );
    socket.once("error", reject);
    socket.once("data", (chunk) => {
      socket.off("error", reject).on("error", () => {});
      socket.resume();
      if (chunk.toString().startsWith("HTTP/1.1 200 ")) resolve(socket);
      else reject(new Error(chunk.toString().slice(0, 200)));
    });
  });
}

async function openStreams(url: URL, count: number): Promise<Socket[]> {
  const sockets: Socket[] = [];
  while (sockets.length < count) {
    const batch = Math.min(AT_ONCE, count - sockets.length);
    sockets.push(...(await Promise.all(Array.from({ length: batch }, () => openStream(url)))));
  }
  return sockets;
}

const measure = async (url: string, name: RegExp) => Number(name.exec((await send(`${url}/metrics`)).text)?.[1] ?? 0);
const openSse = (url: string) => measure(url, /^mcp_tools_sessions_open\{transport="sse"\} (\d+)/m);
const residentBytes = (url: string) => measure(url, /^process_resident_memory_bytes (\d+)/m);

test("ten thousand idle streams, or as many as the machine allows, are held while calls are answered, and let go of", async () => {
  const count = affordable();
  expect(count).toBeGreaterThanOrEqual(2000);
  const app = await lab.start("mcp-sse", { env: { TOOL_PACKS: "time,conformance", LOG_LEVEL: "info" } });
  const url = app.url();
  const before = await residentBytes(url);
  const sockets = await openStreams(new URL(url), count);
  expect(await openSse(url)).toBe(count);
  // A session that costs 100 KB would be a leak of something.
  expect(((await residentBytes(url)) - before) / count).toBeLessThan(100_000);

  const timings: number[] = [];
  for (let call = 0; call < 20; call += 1)
    timings.push((await callTool(url, "get_current_time", { timezone: "UTC" })).ms);
  expect(timings.toSorted((a, b) => a - b)[10]).toBeLessThan(500);
  // A change is told to all of them, and the server is not stuck with it.
  await callTool(url, "test_trigger_tool_change");
  expect((await callTool(url, "get_current_time", { timezone: "UTC" })).isError).toBe(false);

  for (const socket of sockets) socket.resetAndDestroy();
  await until("all sessions are gone", async () => (await openSse(url)) === 0, { timeoutMs: 20_000, everyMs: 100 });
  expect(await app.stop()).toEqual({ code: 0, signal: null });
});

test("streams and sessions beyond SESSIONS_MAX are refused with 503, and calls without a session go on", async () => {
  const app = await lab.start("mcp-sse", { env: { TOOL_PACKS: "time", SESSIONS_MAX: "20" } });
  const url = app.url();
  const sockets = await openStreams(new URL(url), 19);
  const session = await openLegacySession(url, "2025-11-25");
  expect(await send(`${url}/sse`)).toMatchObject({
    status: 503,
    headers: { "retry-after": expect.stringMatching(/^\d+$/) },
  });
  await expect(openLegacySession(url, "2025-11-25")).rejects.toThrow(/503/);
  expect((await callTool(url, "get_current_time", { timezone: "UTC" })).isError).toBe(false);
  await session.delete();
  await (await openLegacySession(url, "2025-11-25")).delete();
  for (const socket of sockets) socket.destroy();
});

test("a session that is not used ends after SESSION_IDLE_MS, and its client is told to begin again", async () => {
  const app = await lab.start("mcp-sse", { env: { TOOL_PACKS: "time", SESSION_IDLE_MS: "1000" } });
  const session = await openLegacySession(app.url(), "2025-11-25");
  await until(
    "the session has ended",
    async () => (await session.post({ jsonrpc: "2.0", id: 1, method: "ping" })).status === 404,
    { everyMs: 1200 },
  );
});
