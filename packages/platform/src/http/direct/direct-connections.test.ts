import { AsyncLocalStorage } from "node:async_hooks";
import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { silentLogger, type HttpRequest, type HttpResponse } from "@mcp-tools/core";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { type HttpService, serveHttp } from "../../serve-http.ts";
import { createDirectConnections } from "./direct-connections.ts";

const BODY_MAX = 100_000;
const ANSWER_MS = 5_000;

/** The two ways to the same answers: `x-way` says which one was taken. */
let direct: HttpService;
let native: HttpService;

beforeAll(async () => {
  const common = { host: "127.0.0.1", port: 0, name: "test", logger: silentLogger };
  const handler = (req: HttpRequest, res: HttpResponse) => void answer(req, res, "node");
  direct = await serveHttp({
    ...common,
    handler,
    direct: { takes: (url) => url.startsWith("/mcp"), listener: (req, res) => void answer(req, res, "direct") },
  });
  native = await serveHttp({ ...common, handler });
});
afterAll(() => Promise.all([direct.stop(0), native.stop(0)]));

/** Tells what it was sent. `?wait`, `?late` (before the body is asked for), `?stream`, `?deaf` (it is not read), `?empty` and `?close` change how. */
async function answer(req: HttpRequest, res: HttpResponse, way: string): Promise<void> {
  const url = req.url ?? "";
  res.setHeader("x-way", way);
  if (url.includes("?late")) await sleep(30);
  if (url.includes("deaf")) return void res.end("not read");
  const body = await read(req).catch(() => undefined);
  if (body === undefined) {
    res.writeHead(413, { "content-length": 9, connection: "close" });
    return void res.end("too large");
  }
  if (url.includes("?wait")) await sleep(30);
  const { host, "x-token": token } = req.headers;
  const text = JSON.stringify({ method: req.method, url, host, token, body: body.toString("utf8") });
  if (url.includes("?empty")) {
    res.writeHead(204);
    return void res.end();
  }
  if (!url.includes("?stream")) {
    res.writeHead(200, {
      "content-length": Buffer.byteLength(text),
      ...(url.includes("?close") && { connection: "close" }),
    });
    return void res.end(text);
  }
  res.writeHead(200, { "content-type": "text/event-stream" });
  for (const part of text.match(/.{1,40}/gsu) ?? []) {
    res.write(part);
    await sleep(1);
  }
  res.end();
}

async function read(req: HttpRequest): Promise<Buffer | undefined> {
  if ("takeBody" in req) return req.takeBody(BODY_MAX);
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of req as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > BODY_MAX) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Reads answers off a connection, one after the other. */
function openClient(server: { readonly port: number }) {
  const socket = connect(server.port, "127.0.0.1");
  onTestFinished(() => void socket.destroy());
  return clientOf(socket);
}

function clientOf(socket: Socket) {
  let received = Buffer.alloc(0);
  let isOver = false;
  socket.on("data", (chunk: Buffer) => (received = Buffer.concat([received, chunk])));
  socket.on("error", () => {});
  socket.on("close", () => (isOver = true));
  socket.on("end", () => (isOver = true));
  return {
    socket,
    isOver: () => isOver,
    /** Undefined when the connection ends before it is complete, or nothing comes for `quietMs`, where that is given. */
    async next(quietMs?: number): Promise<Answer | undefined> {
      const deadline = performance.now() + (quietMs ?? ANSWER_MS);
      for (;;) {
        const parsed = parseAnswer(received);
        if (parsed !== undefined) {
          received = received.subarray(parsed.bytes);
          return parsed;
        }
        if (isOver) return undefined;
        if (performance.now() > deadline) {
          if (quietMs !== undefined) return undefined;
          throw new Error(`no answer, but: ${received.toString()}`);
        }
        await sleep(1);
      }
    },
  };
}

function parseAnswer(bytes: Buffer): (Answer & { bytes: number }) | undefined {
  const end = bytes.indexOf("\r\n\r\n");
  if (end === -1) return undefined;
  const [statusLine = "", ...lines] = bytes.toString("latin1", 0, end).split("\r\n");
  const status = Number(statusLine.split(" ")[1]);
  const headers = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(":")).toLowerCase(), line.slice(line.indexOf(":") + 1).trim()]),
  );
  const start = end + 4;
  if (status === 100) return { status, headers, body: "", bytes: start };
  if (headers["transfer-encoding"] === "chunked") return parseChunks(bytes, start, { status, headers });
  const length = Number(headers["content-length"] ?? 0);
  if (bytes.length < start + length) return undefined;
  return { status, headers, body: bytes.toString("utf8", start, start + length), bytes: start + length };
}

function parseChunks(bytes: Buffer, start: number, head: { status: number; headers: Record<string, string> }) {
  const parts: Buffer[] = [];
  for (let at = start; ;) {
    const lineEnd = bytes.indexOf("\r\n", at);
    if (lineEnd === -1) return undefined;
    const size = Number.parseInt(bytes.toString("latin1", at, lineEnd), 16);
    const next = lineEnd + 2 + size + 2;
    if (bytes.length < next) return undefined;
    if (size === 0) return { ...head, body: Buffer.concat(parts).toString("utf8"), bytes: next };
    parts.push(bytes.subarray(lineEnd + 2, lineEnd + 2 + size));
    at = next;
  }
}

function post(path: string, body: string, headers: Readonly<Record<string, string>> = {}): string {
  const lines = Object.entries({ Host: "localhost", "Content-Length": String(Buffer.byteLength(body)), ...headers });
  return `POST ${path} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n${body}`;
}

const GET = "GET /mcp HTTP/1.1\r\nHost: localhost\r\n\r\n";

test("one connection serves request after request, until one is for Node's own server, and goes on there", async () => {
  const { socket, next } = openClient(direct);
  const ways: (string | undefined)[] = [];
  for (const request of [
    post("/mcp", "one"),
    GET,
    post("/mcp?stream", "two"),
    "GET /other HTTP/1.1\r\nHost: x\r\n\r\n",
    GET,
  ]) {
    socket.write(request);
    const { status, headers } = (await next()) ?? {};
    expect(status).toBe(200);
    ways.push(headers?.["x-way"]);
  }
  expect(ways).toEqual(["direct", "direct", "direct", "node", "node"]);
});

test("what was sent ahead is answered in order, also what is for Node's own server", async () => {
  const { socket, next } = openClient(direct);
  const paths = ["/mcp?wait=1", "/mcp?stream", "/mcp?wait=2", "/other?wait", "/mcp?last"];
  socket.write(paths.map((path) => post(path, `body of ${path}`)).join(""));
  for (const path of paths) {
    const { body, headers } = (await next()) ?? {};
    expect(JSON.parse(body ?? "")).toMatchObject({ url: path, body: `body of ${path}` });
    expect(headers?.["x-way"]).toBe(path.startsWith("/other") || path.endsWith("last") ? "node" : "direct");
  }
});

test("a client that sends far ahead is read no faster than it is answered, and gets every answer", async () => {
  const { socket, next } = openClient(direct);
  const body = "x".repeat(50_000);
  for (let index = 0; index < 40; index += 1) socket.write(post(`/mcp?wait=${index}`, body));
  for (let index = 0; index < 40; index += 1)
    expect(JSON.parse((await next())?.body ?? "")).toMatchObject({ url: `/mcp?wait=${index}`, body });
});

test("a request may come in two parts, wherever it is cut", async () => {
  const request = Buffer.from(post("/mcp?x=1", `{"text":"naïve – 日本語"}`, { "X-Token": "abc" }));
  await Promise.all(
    Array.from({ length: request.length - 1 }, async (_, index) => {
      const { socket, next } = openClient(direct);
      socket.setNoDelay(true).write(request.subarray(0, index + 1));
      await sleep(20);
      socket.write(request.subarray(index + 1));
      expect(JSON.parse((await next())?.body ?? "")).toMatchObject({ token: "abc", body: `{"text":"naïve – 日本語"}` });
    }),
  );
});

const plain = (line: string) => `POST /mcp HTTP/1.1\r\nHost: localhost\r\n${line}\r\n\r\n`;

test.for([
  ["a chunked body", `${plain("Transfer-Encoding: chunked")}2\r\nhi\r\n0\r\n\r\n`, 200],
  ["a client that waits for 100", `${plain("Expect: 100-continue\r\nContent-Length: 2")}hi`, 100],
  ["two lengths", `${plain("Content-Length: 2\r\nContent-Length: 2")}hi`, 400],
  ["two different lengths", `${plain("Content-Length: 2\r\nContent-Length: 3")}hi`, 400],
  ["a list of lengths", `${plain("Content-Length: 2, 2")}hi`, 400],
  ["a length with a sign", `${plain("Content-Length: +2")}hi`, 400],
  ["a length and chunks", `${plain("Content-Length: 2\r\nTransfer-Encoding: chunked")}2\r\nhi\r\n0\r\n\r\n`, 400],
  ["a folded header", `${plain("Content-Length: 2\r\nX-Token: a\r\n b")}hi`, undefined],
  ["a bare line feed", `${plain("Content-Length: 2\nX-Token: a")}hi`, undefined],
  ["a bare carriage return", `${plain("Content-Length: 2\r\nX-Token: a\rb")}hi`, 400],
  ["a zero byte", `${plain("Content-Length: 2\r\nX-Token: a\0b")}hi`, 400],
  ["a blank before the colon", `${plain("Content-Length : 2")}hi`, 400],
  ["a header without a name", `${plain(": x\r\nContent-Length: 2")}hi`, 400],
  ["a header twice", `${plain("Content-Length: 2\r\nX-Token: a\r\nX-Token: b")}hi`, 200],
  ["two hosts", `${plain("Host: other\r\nContent-Length: 2")}hi`, undefined],
  ["letters beyond ASCII", `${plain("Content-Length: 2\r\nX-Token: é")}hi`, 200],
  ["no length", plain("X-Token: a"), 200],
  ["no Host", "GET /mcp HTTP/1.1\r\n\r\n", 400],
  ["HTTP/1.0", "GET /mcp HTTP/1.0\r\nHost: localhost\r\n\r\n", 200],
  ["HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400],
  ["another method", "PUT /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n", 200],
  ["a method of one's own", "HELLO /mcp HTTP/1.1\r\nHost: localhost\r\n\r\n", 400],
  ["the form that proxies take", "GET http://localhost/mcp HTTP/1.1\r\nHost: localhost\r\n\r\n", 200],
  ["a body that nobody expects", "GET /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\nhi", 200],
  ["an empty line in front", `\r\n${GET}`, 200],
  ["an upgrade", plain("Connection: upgrade\r\nUpgrade: websocket\r\nContent-Length: 0"), undefined],
  ["a head that is too large", plain(`X-Token: ${"x".repeat(40_000)}\r\nContent-Length: 0`), 431],
] as const)("%s is for Node's own server", async ([, text, status]) => {
  const [ours, theirs] = await Promise.all(
    [direct, native].map((server) => {
      const { socket, next } = openClient(server);
      socket.write(text, "latin1");
      return next();
    }),
  );
  expect(ours?.status).toBe(theirs?.status);
  expect(ours?.body).toBe(theirs?.body);
  if (status !== undefined) expect(ours?.status).toBe(status);
  if (ours?.status === 200) expect(ours.headers["x-way"]).toBe("node");
});

test("whatever is sent, in whatever pieces, has the answers of Node's own server", async () => {
  const name = fc.constantFrom(
    "X-Token",
    "x-token",
    "Accept",
    "Content-Length",
    "Connection",
    "Transfer-Encoding",
    "TE",
  );
  const value = fc.oneof(
    fc.constantFrom("close", "keep-alive", "chunked", "3", "003", "0", "", "a b", "\t x \t", "é"),
    fc.string({ maxLength: 6 }),
  );
  const line = fc.oneof(
    { weight: 6, arbitrary: fc.tuple(name, value).map(([key, text]) => `${key}: ${text}`) },
    fc.string({ maxLength: 8 }),
  );
  const request = fc
    .record({
      method: fc.constantFrom("POST", "POST", "POST", "GET", "DELETE", "OPTIONS", "PUT"),
      path: fc.constantFrom("/mcp", "/mcp?wait", "/mcp?stream", "/mcp?deaf", "/mcp?close", "/mcp?empty", "/other"),
      lines: fc.array(line, { maxLength: 3 }),
      ownLength: fc.boolean(),
      body: fc.constantFrom("", "abc", "GET /mcp HTTP/1.1\r\nHost: evil\r\n\r\n", "日本"),
    })
    .map(({ method, path, lines, ownLength, body }) => {
      const length = ownLength ? [`Content-Length: ${Buffer.byteLength(body)}`] : [];
      return `${[`${method} ${path} HTTP/1.1`, "Host: localhost", ...lines, ...length].join("\r\n")}\r\n\r\n${body}`;
    });
  const cuts = fc.array(fc.nat({ max: 150 }), { maxLength: 2 });
  const sent = fc.array(fc.record({ request, cuts }), { minLength: 1, maxLength: 3 });

  interface Outcome {
    readonly answers: readonly { status: number; body: string; closes: boolean }[];
    readonly isOver: boolean;
  }

  async function exchange(server: HttpService, turns: readonly (readonly Buffer[])[]): Promise<Outcome> {
    const { socket, next, isOver } = clientOf(connect(server.port, "127.0.0.1"));
    const answers: Outcome["answers"][number][] = [];
    for (const pieces of turns) {
      for (const piece of pieces) {
        socket.write(piece);
        await sleep(2);
      }
      for (;;) {
        const answered = await next(100);
        if (answered === undefined) break;
        const { status, body, headers } = answered;
        answers.push({ status, body, closes: headers["connection"] === "close" });
      }
    }
    socket.destroy();
    return { answers, isOver: isOver() };
  }

  await fc.assert(
    fc.asyncProperty(sent, async (turns) => {
      const pieces = turns.map((turn) => cut(Buffer.from(turn.request), turn.cuts));
      const [ours, theirs] = await Promise.all([exchange(direct, pieces), exchange(native, pieces)]);
      expect(ours.isOver).toBe(theirs.isOver);
      // Node's server gives up at once on what it cannot read, also on what it was about to answer; we answer that first.
      const certain = theirs.isOver ? theirs.answers.filter(({ status }) => status !== 400) : theirs.answers;
      expect(theirs.isOver ? ours.answers.slice(0, certain.length) : ours.answers).toEqual(certain);
      expect(ours.answers.slice(0, -1).some(({ closes }) => closes)).toBe(false);
    }),
    { numRuns: 100, endOnFailure: true },
  );
}, 120_000);

function cut(bytes: Buffer, at: readonly number[]): Buffer[] {
  const ends = [...at.filter((end) => end > 0 && end < bytes.length).toSorted((a, b) => a - b), bytes.length];
  return ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end)).filter(({ length }) => length > 0);
}

describe("bodies", () => {
  test("a body that nobody reads is passed over, and the next request is heard", async () => {
    const { socket, next } = openClient(direct);
    const first = post("/mcp?deaf", "x".repeat(80_000));
    socket.write(first.slice(0, 40_000));
    expect(await next()).toMatchObject({ status: 200, body: "not read" });
    socket.write(first.slice(40_000) + post("/mcp", "heard"));
    const second = await next();
    expect(second?.headers["x-way"]).toBe("direct");
    expect(JSON.parse(second?.body ?? "")).toMatchObject({ body: "heard" });
  });

  test("a client in the middle of a body that is too large gets to read the answer", async () => {
    const { socket, next, isOver } = openClient(direct);
    socket.write(post("/mcp", "").replace("Content-Length: 0", "Content-Length: 5000000"));
    socket.write("x".repeat(3_000_000));
    expect(await next()).toMatchObject({ status: 413, body: "too large", headers: { connection: "close" } });
    await vi.waitFor(() => expect(isOver()).toBe(true));
  });

  test("one that is not asked for yet waits outside", async () => {
    let taken: Promise<Buffer> | Buffer | undefined;
    const server = await serveManually((req) => {
      if ("takeBody" in req) setTimeout(() => void (taken = req.takeBody(10_000_000)), 50);
    });
    const { socket } = openClient(server);
    socket.write(post("/mcp", "x".repeat(5_000_000)));
    await vi.waitFor(() => expect(taken).toBeDefined());
    expect(await taken).toHaveLength(5_000_000);
  });

  test("a client that goes away in the middle of one is no longer waited for", async () => {
    const closed = vi.fn<() => void>();
    let taken: unknown;
    const server = await serveManually((req, res) => {
      res.on("close", closed);
      if ("takeBody" in req) taken = Promise.resolve(req.takeBody(1000)).catch((error: unknown) => error);
    });
    const { socket } = openClient(server);
    socket.write(post("/mcp", "all of it").slice(0, -3));
    await vi.waitFor(() => expect(taken).toBeDefined());
    socket.destroy();
    expect(await taken).toMatchObject({ code: "cancelled" });
    await vi.waitFor(() => expect(closed).toHaveBeenCalledOnce());
  });
});

test.for(["/mcp?late", "/mcp?late&deaf"])(
  "after a body that had to wait for its listener the next request is heard, whatever its size: %s",
  async (path) => {
    for (const bytes of [60_000, 70_000, 95_000, 140_000]) {
      const { socket, next } = openClient(direct);
      socket.write(post(path, "x".repeat(bytes)));
      const { status } = (await next()) ?? {};
      expect([200, 413]).toContain(status);
      if (status !== 200) continue;
      socket.write(post("/mcp", "heard"));
      expect(JSON.parse((await next())?.body ?? "")).toMatchObject({ body: "heard" });
    }
  },
);

test("what was sent ahead, or is handed over behind it, does not inherit the context of what came before", async () => {
  const storage = new AsyncLocalStorage<string>();
  const seen: (string | undefined)[] = [];
  const listener = (req: HttpRequest, res: HttpResponse) => {
    seen.push(storage.getStore());
    storage.run(req.url ?? "", () => void setTimeout(() => res.end("ok"), 5));
  };
  const takes = (url: string) => url.startsWith("/mcp");
  const options = { host: "127.0.0.1", port: 0, name: "test", logger: silentLogger };
  const server = await serveHttp({ ...options, handler: listener, direct: { takes, listener } });
  onTestFinished(() => server.stop(0));
  const { socket, next } = openClient(server);
  socket.write([post("/mcp", "1"), post("/mcp", "2"), post("/other", "3"), post("/other", "4")].join(""));
  for (let count = 0; count < 4; count += 1) expect(await next()).toMatchObject({ status: 200 });
  expect(seen).toEqual([undefined, undefined, undefined, undefined]);
});

test("an answer that is over cannot cut off the next request of its connection", async () => {
  const open: HttpResponse[] = [];
  const server = await serveManually((_req, res) => void open.push(res));
  const { socket, next } = openClient(server);
  socket.write(GET);
  await vi.waitFor(() => expect(open).toHaveLength(1));
  open[0]?.end("first");
  expect(await next()).toMatchObject({ body: "first" });
  socket.write(GET);
  await vi.waitFor(() => expect(open).toHaveLength(2));
  open[0]?.destroy();
  open[1]?.end("second");
  expect(await next()).toMatchObject({ body: "second" });
});

describe("answers", () => {
  test("a header that would end early is refused", async () => {
    const faults: unknown[] = [];
    const server = await serveManually((_req, res) => {
      for (const set of [
        () => res.setHeader("x-token", "a\r\nset-cookie: b"),
        () => res.setHeader("x token", "a"),
        () => res.writeHead(200, { "x-token": "a\nb" }),
        () => expect(res.headersSent).toBe(false),
      ])
        try {
          set();
        } catch (error) {
          faults.push(error);
        }
      res.destroy();
    });
    const { socket, isOver } = openClient(server);
    socket.write(GET);
    await vi.waitFor(() => expect(isOver()).toBe(true));
    expect(faults).toEqual([expect.any(TypeError), expect.any(TypeError), expect.any(TypeError)]);
  });

  test("a header that is given with the head counts, not the one set before", async () => {
    const server = await serveManually((_req, res) => {
      res.setHeader("Vary", "Origin");
      res.setHeader("X-Token", "early");
      res.setHeader("x-token", "late");
      res.writeHead(200, { vary: "Accept", "content-length": 0 });
      expect(() => res.writeHead(200)).toThrow("sent already");
      expect(() => res.setHeader("x", "y")).toThrow("too late");
      res.end();
    });
    const { socket, next } = openClient(server);
    socket.write(GET);
    expect(await next()).toMatchObject({
      status: 200,
      headers: { vary: "Accept", "x-token": "late", connection: "keep-alive", "keep-alive": "timeout=75" },
    });
  });

  test("headers alone go out at once, and what was said last is the end", async () => {
    let open: HttpResponse | undefined;
    const server = await serveManually((_req, res) => {
      open = res;
      res.writeHead(200, { "content-type": "text/event-stream" });
      res.flushHeaders();
    });
    const socket = connect(server.port, "127.0.0.1");
    onTestFinished(() => void socket.destroy());
    let text = "";
    socket.setEncoding("utf8").on("data", (part: string) => (text += part));
    socket.write(GET);
    await vi.waitFor(() => expect(text).toMatch(/\r\n\r\n$/));
    expect(new Date(/Date: (.*)\r\n/.exec(text)?.[1] ?? "").getTime()).toBeGreaterThan(Date.now() - 3_000);
    open?.write("é");
    open?.end("last");
    open?.write("too late");
    await vi.waitFor(() => expect(text).toMatch(/\r\n\r\n2\r\né\r\n4\r\nlast\r\n0\r\n\r\n$/));
    await vi.waitFor(() => expect(open?.closed).toBe(true));
    expect(open).toMatchObject({ writableEnded: true, destroyed: true, writableLength: 0 });
  });

  test("a client that sends no more is one that has gone, as with Node's own server", async () => {
    const closed = vi.fn<() => void>();
    const server = await serveManually((_req, res) => res.on("close", closed));
    const { socket } = openClient(server);
    socket.end(GET);
    await vi.waitFor(() => expect(closed).toHaveBeenCalledOnce());
  });
});

/** Every request is the test's, with limits that can be waited for. */
async function serveManually(listener: (req: HttpRequest, res: HttpResponse) => void) {
  const connections = createDirectConnections({
    listener,
    takes: () => true,
    handOver: (socket) => socket.destroy(),
    isStopping: () => false,
    isClosed: () => false,
    headBytesMax: 1_000,
    sweepMs: 20,
    headMs: 100,
    requestMs: 200,
    idleMs: 75_000,
  });
  const server = createServer({ allowHalfOpen: true }, connections.add).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    connections.close();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port };
}

describe("time", () => {
  test.for([
    ["that sends nothing", ""],
    ["whose body does not come", post("/mcp", "all of it").slice(0, -3)],
  ] as const)("a client %s is told so, and cut off", async ([, text]) => {
    const server = await serveManually((req) => {
      if ("takeBody" in req) void Promise.resolve(req.takeBody(1000)).catch(() => {});
    });
    const { socket, next, isOver } = openClient(server);
    if (text !== "") socket.write(text);
    expect(await next()).toMatchObject({ status: 408, headers: { connection: "close" } });
    await vi.waitFor(() => expect(isOver()).toBe(true));
  });

  test("an answer may take as long as it likes", async () => {
    const server = await serveManually((_req, res) => void setTimeout(() => res.end("late"), 600));
    const { socket, next } = openClient(server);
    socket.write(GET);
    expect(await next()).toMatchObject({ status: 200, body: "late" });
  });
});
