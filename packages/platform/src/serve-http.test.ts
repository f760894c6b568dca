import { once } from "node:events";
import { Agent, get, type IncomingMessage } from "node:http";
import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { type HttpRequest, type HttpResponse, silentLogger } from "@mcp-tools/core";
import { Hono } from "hono";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { type HttpService, serveHttp } from "./serve-http.ts";

type Listener = (req: HttpRequest, res: HttpResponse) => void;

/** Requests come to a listener through Node's server, or around it. */
let isDirect = false;

async function serve(handler: Listener | Hono, host = "127.0.0.1"): Promise<HttpService> {
  const direct = isDirect && typeof handler === "function" ? { takes: () => true, listener: handler } : undefined;
  const server = await serveHttp({
    handler,
    host,
    port: 0,
    name: "test",
    logger: silentLogger,
    ...(direct !== undefined && { direct }),
  });
  onTestFinished(() => server.stop(0));
  return server;
}

const REQUEST = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

/** A listener whose answers the test gives itself. */
function manual() {
  const waiting: HttpResponse[] = [];
  const handler: Listener = (_req, res) => void waiting.push(res);
  return { waiting, handler };
}

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await sleep(5);
}

async function read(res: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of res.setEncoding("utf8")) text += chunk as string;
  return text;
}

test("serves a Hono app and says where", async () => {
  const app = new Hono().get("/hello", (c) => c.text("hello"));
  const server = await serve(app);
  expect(server.url).toBe(`http://127.0.0.1:${server.port}`);
  expect(await (await fetch(`${server.url}/hello`)).text()).toBe("hello");
});

test("serves a listener on Node's own request and response, over IPv6 too", async () => {
  const server = await serve((req, res) => res.end(req.url), "::1");
  expect(server.url).toBe(`http://[::1]:${server.port}`);
  expect(await (await fetch(`${server.url}/path`)).text()).toBe("/path");
});

test("bound to every address, the URL is one that works", async () => {
  const server = await serve((_req, res) => res.end("ok"), "0.0.0.0");
  expect(server.url).toBe(`http://127.0.0.1:${server.port}`);
});

test.for([
  [{}, "PORT"],
  [{ settings: { host: "ADMIN_HOST", port: "ADMIN_PORT" } }, "ADMIN_PORT"],
] as const)("a port in use is an error that names the address and the setting: %o", async ([options, setting]) => {
  const { port } = await serve((_req, res) => res.end());
  const again = serveHttp({
    handler: (_req, res) => res.end(),
    host: "127.0.0.1",
    port,
    name: "test",
    logger: silentLogger,
    ...options,
  });
  await expect(again).rejects.toMatchObject({
    code: "unavailable",
    message: expect.stringMatching(new RegExp(`127\\.0\\.0\\.1:${port}.* in use.* ${setting} `)) as string,
  });
});

test.for([
  ["192.0.2.1", "HOST"],
  ["no-such-host.invalid", "HOST"],
] as const)("%s is an error that names %s", async ([host, setting]) => {
  const attempt = serveHttp({ handler: (_req, res) => res.end(), host, port: 0, name: "test", logger: silentLogger });
  await expect(attempt).rejects.toMatchObject({
    code: "unavailable",
    message: expect.stringContaining(`${host}:0`) as string,
  });
  await expect(attempt).rejects.toThrow(setting);
});

describe.for(["through Node's server", "around it"])("requests that come %s", (way) => {
  beforeAll(() => void (isDirect = way === "around it"));
  afterAll(() => void (isDirect = false));

  test("stop lets what is in flight finish, tells the client to go, and ends", async () => {
    const { waiting, handler } = manual();
    const server = await serve(handler);
    const agent = new Agent({ keepAlive: true });
    const answer = new Promise<IncomingMessage>((resolve) => get(server.url, { agent }, resolve));
    await until(() => waiting.length === 1);
    expect(server.inFlight).toBe(1);

    const stopped = server.stop(5_000);
    // Whoever knocked before is let in first.
    await sleep(20);
    await expect(fetch(server.url)).rejects.toThrow("fetch failed");
    waiting[0]?.end("done");
    const res = await answer;
    expect(res.headers.connection).toBe("close");
    expect(await read(res)).toBe("done");
    const start = performance.now();
    await stopped;
    await server.ended;
    expect(performance.now() - start).toBeLessThan(2_000);
    expect(server.inFlight).toBe(0);
    agent.destroy();
  });

  test("stop answers the request that was on its way when it began, on a connection that is new or was idle", async () => {
    const server = await serve((_req, res) => void res.end("heard"));
    const sockets = [connect(server.port, "127.0.0.1"), connect(server.port, "127.0.0.1")];
    await Promise.all(sockets.map((socket) => once(socket, "connect")));
    sockets[1]?.write(REQUEST);
    await once(sockets[1] as Socket, "data");
    const stopped = server.stop(5_000);
    await sleep(50);
    const answers = sockets.map(async (socket) => {
      socket.write(REQUEST);
      let text = "";
      for await (const part of socket.setEncoding("utf8")) text += String(part);
      return text;
    });

    for (const answer of await Promise.all(answers)) {
      expect(answer).toContain("heard");
      expect(answer.toLowerCase()).toContain("connection: close");
    }
    await stopped;
  });

  test("stop closes idle keep-alive connections at once, also one that turns idle while draining", async () => {
    const { waiting, handler } = manual();
    const server = await serve(handler);
    const idle = connect(server.port, "127.0.0.1");
    await once(idle, "connect");
    const early = connect(server.port, "127.0.0.1");
    early.write(REQUEST);
    await until(() => waiting.length === 1);
    // The head has left with keep-alive before anyone thought of stopping.
    waiting[0]?.writeHead(200, { "content-length": "2" });
    waiting[0]?.write("o");
    await once(early, "data");
    const start = performance.now();
    const stopped = server.stop(5_000);
    await once(idle.resume(), "close");
    waiting[0]?.end("k");
    early.resume();
    await Promise.all([once(early, "close"), stopped]);
    expect(performance.now() - start).toBeLessThan(2_000);
  });

  test("stop hears the request that follows an answer under way", async () => {
    const { waiting, handler } = manual();
    const server = await serve(handler);
    const socket = connect(server.port, "127.0.0.1");
    socket.write(REQUEST);
    await until(() => waiting.length === 1);
    waiting[0]?.writeHead(200, { "content-length": "2" });
    waiting[0]?.write("o");
    await once(socket, "data");
    const stopped = server.stop(5_000);
    await sleep(30);
    waiting[0]?.end("k");
    await once(socket, "data");
    socket.write(REQUEST);
    await until(() => waiting.length === 2);
    waiting[1]?.end("heard");
    const [answer] = (await once(socket, "data")) as [Buffer];
    expect(answer.toString()).toMatch(/connection: close[\s\S]*heard/i);
    await stopped;
  });

  test("stop does not wait for the rest of a request that is answered already", async () => {
    const { waiting, handler } = manual();
    const server = await serve(handler);
    const socket = connect({ port: server.port, host: "127.0.0.1", allowHalfOpen: true }).on("error", () => {});
    onTestFinished(() => void socket.destroy());
    socket.write("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\npart");
    await until(() => waiting.length === 1);
    const start = performance.now();
    const stopped = server.stop(5_000);
    await sleep(600);
    waiting[0]?.end("refused");
    await stopped;
    expect(performance.now() - start).toBeLessThan(2_500);
  });

  test("at the deadline, streams that are still open are cut", async () => {
    const server = await serve((_req, res) => {
      res.writeHead(200, { "content-type": "text/event-stream" });
      res.write(": hi\n\n");
    });
    const res = await fetch(server.url);
    const reader = res.body?.getReader();
    await reader?.read();
    const start = performance.now();
    await server.stop(200);
    const took = performance.now() - start;
    expect(took).toBeGreaterThanOrEqual(190);
    expect(took).toBeLessThan(2_000);
    await expect(reader?.read()).rejects.toThrow("terminated");
  });

  test("stop twice is stop once", async () => {
    const server = await serve((_req, res) => res.end());
    expect(server.stop(100)).toBe(server.stop(5_000));
    await server.stop(100);
  });

  test("a vanished client is not in flight any more", async () => {
    const { waiting, handler } = manual();
    const server = await serve(handler);
    const socket = connect(server.port, "127.0.0.1");
    socket.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    await until(() => waiting.length === 1);
    expect(server.inFlight).toBe(1);
    socket.destroy();
    await vi.waitFor(() => expect(server.inFlight).toBe(0));
  });

  test.for([
    ["no HTTP at all", "hello\r\n\r\n", 400],
    ["no Host", "GET / HTTP/1.1\r\n\r\n", 400],
    ["huge headers", `GET / HTTP/1.1\r\nHost: localhost\r\nX-Big: ${"x".repeat(40_000)}\r\n\r\n`, 431],
  ] as const)("%s is answered and harms nobody", async ([, text, status]) => {
    const server = await serve((_req, res) => res.end("ok"));
    const socket = connect(server.port, "127.0.0.1");
    socket.end(text);
    const [head] = (await once(socket, "data")) as [Buffer];
    expect(head.toString()).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(await (await fetch(server.url)).text()).toBe("ok");
  });

  test("a stream outlives the time a request may take to arrive", async () => {
    const server = await serve((_req, res) => {
      res.writeHead(200);
      res.write("a");
      setTimeout(() => res.end("b"), 300);
    });
    expect(await (await fetch(server.url)).text()).toBe("ab");
  });
});
