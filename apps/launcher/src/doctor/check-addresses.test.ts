import { createServer, request, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { createGzip } from "node:zlib";
import { expect, onTestFinished, test } from "vitest";
import { checkPublicUrl } from "./check-public-url.ts";
import { checkSse } from "./check-sse.ts";

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const endpoint = "event: endpoint\ndata: /messages?sessionId=1\n\n";
const stream: RequestListener = (_req, res) => {
  res.writeHead(200, { "content-type": "text/event-stream" });
  res.write(endpoint);
};

/** What nginx does with `proxy_buffering on`: it collects what comes, and passes it on when there is enough, or at the end. */
function buffering(target: string): RequestListener {
  return (req, res) => {
    request(`${target}${req.url}`, { headers: req.headers }, (answer) => {
      const pieces: Buffer[] = [];
      answer.on("data", (piece: Buffer) => pieces.push(piece));
      answer.on("end", () => res.writeHead(answer.statusCode ?? 502, answer.headers).end(Buffer.concat(pieces)));
      answer.on("error", () => res.destroy());
    }).end();
  };
}

const health =
  (body: unknown, status = 200): RequestListener =>
  (_req, res) =>
    res.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));

const ask = (url: string) =>
  checkPublicUrl({ setting: "PUBLIC_URL", url, service: "mcp-sse", version: "1.2.3", timeoutMs: 300 });

test("a public address that leads to us", async () => {
  const url = await serve(health({ status: "ok", version: "1.2.3", services: ["mcp-sse", "admin"] }));

  expect(await ask(url)).toEqual({ check: "PUBLIC_URL", state: "ok", text: `${url} leads to mcp-tools 1.2.3` });
});

test.for([
  ["a page of somebody else", health({ hello: "world" }), /answers 200, and not as mcp-tools/],
  ["a proxy with nobody behind it", health("Bad Gateway", 502), /answers 502/],
  ["the console", health({ version: "1.2.3", services: ["admin"] }), /answered by admin, not by mcp-sse/],
  ["somebody who never answers", () => {}, /no answer in time/],
] as const)("a public address that leads to %s", async ([, listener, text]) => {
  expect(await ask(await serve(listener))).toMatchObject({
    state: "problem",
    text: expect.stringMatching(text) as string,
  });
});

test("a public address that leads to another version is worth a note", async () => {
  expect(await ask(await serve(health({ version: "9.9.9", services: ["mcp-sse"] })))).toMatchObject({ state: "note" });
});

test("a stream that comes at once, and the key is sent", async () => {
  let seen: string | undefined;
  const url = await serve((req, res) => {
    seen = req.headers.authorization;
    stream(req, res);
  });

  expect(await checkSse({ url, key: "k" })).toMatchObject({
    check: "SSE",
    state: "ok",
    text: expect.stringMatching(/after \d+ ms/) as string,
  });
  expect(seen).toBe("Bearer k");
});

test("a proxy that holds the stream back", async () => {
  const url = await serve(buffering(await serve(stream)));

  expect(await checkSse({ url, key: undefined, timeoutMs: 300 })).toMatchObject({
    state: "problem",
    text: expect.stringContaining("no event") as string,
    advice: expect.stringContaining("proxy_buffering off") as string,
  });
});

test("a stream whose head comes and whose first event does not", async () => {
  const url = await serve((_req, res) => res.writeHead(200, { "content-type": "text/event-stream" }).flushHeaders());

  expect(await checkSse({ url, key: undefined, timeoutMs: 300 })).toMatchObject({
    state: "problem",
    text: expect.stringContaining("no event") as string,
  });
});

test("a stream that comes late", async () => {
  const url = await serve((req, res) => void setTimeout(() => stream(req, res), 1_600));

  expect(await checkSse({ url, key: undefined })).toMatchObject({
    state: "problem",
    text: expect.stringMatching(/after 1\.\d s/) as string,
  });
});

test("a proxy that compresses", async () => {
  const url = await serve((_req, res) => {
    res.writeHead(200, { "content-type": "text/event-stream", "content-encoding": "gzip" });
    const gzip = createGzip();
    gzip.pipe(res);
    gzip.write(endpoint);
    gzip.flush();
  });

  expect(await checkSse({ url, key: undefined })).toMatchObject({
    state: "note",
    text: expect.stringContaining("compressed (gzip)") as string,
  });
});

test.for([
  ["no key at hand", undefined, "note", /requires a key/],
  ["a key that does not hold", "k", "problem", /answers 401/],
] as const)("a stream that requires a key, with %s", async ([, key, state, text]) => {
  const url = await serve((_req, res) => res.writeHead(401, { "content-type": "application/json" }).end("{}"));

  expect(await checkSse({ url, key })).toMatchObject({ state, text: expect.stringMatching(text) as string });
});
