import { request } from "node:http";
import { json } from "node:stream/consumers";
import { silentLogger } from "@mcp-tools/core";
import { serveHttp, type HttpService } from "@mcp-tools/platform";
import { Hono } from "hono";
import { afterAll, beforeAll, expect, test } from "vitest";
import { reportErrors } from "@mcp-tools/platform";
import { limitBody } from "./limit-body.ts";

let http: HttpService;
beforeAll(async () => {
  const app = new Hono();
  app.onError(reportErrors({ logger: silentLogger }) as never);
  app.use(limitBody(100));
  app.all("/", async (c) => c.json({ method: c.req.method, text: await c.req.text(), type: c.req.header("x-kept") }));
  http = await serveHttp({ handler: app, host: "127.0.0.1", port: 0, name: "test", logger: silentLogger });
});
afterAll(() => http.stop(1000));

/** Over a socket: with its length, or in chunks. */
function send(
  method: string,
  body: string,
  isChunked: boolean,
): Promise<{ status: number | undefined; body: unknown }> {
  return new Promise((resolve, reject) => {
    const headers = { "x-kept": "yes", ...(isChunked || body === "" ? {} : { "content-length": body.length }) };
    const sent = request(http.url, { method, headers, agent: false });
    sent.once("error", reject).once("response", (response) => {
      json(response).then((answer) => resolve({ status: response.statusCode, body: answer }), reject);
    });
    if (isChunked) sent.write(body.slice(0, 10));
    sent.end(isChunked ? body.slice(10) : body);
  });
}

test.for([
  { name: "a body of known length", method: "POST", text: "x".repeat(100), isChunked: false },
  { name: "a body in chunks", method: "POST", text: "x".repeat(100), isChunked: true },
  { name: "no body at all", method: "DELETE", text: "", isChunked: false },
])("$name comes through", async ({ method, text, isChunked }) => {
  expect(await send(method, text, isChunked)).toEqual({ status: 200, body: { method, text, type: "yes" } });
});

test.for([true, false])("one that is too large is refused (in chunks: %s)", async (isChunked) => {
  expect(await send("POST", "x".repeat(101), isChunked)).toMatchObject({
    status: 413,
    body: { error: { code: "too_large", message: expect.stringContaining("BODY_BYTES_MAX") } },
  });
});
