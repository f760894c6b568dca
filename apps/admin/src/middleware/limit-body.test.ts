import { request } from "node:http";
import { silentLogger } from "@mcp-tools/core";
import { serveHttp } from "@mcp-tools/platform";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createAdminApp } from "../app.ts";
import { createFakeDeps } from "../testing/fake-deps.ts";

let http: Awaited<ReturnType<typeof serveHttp>>;
beforeAll(async () => {
  const app = createAdminApp({ ...createFakeDeps(), bodyBytesMax: 1_000 });
  const settings = { host: "ADMIN_HOST", port: "ADMIN_PORT" };
  http = await serveHttp({ handler: app, host: "127.0.0.1", port: 0, name: "admin", logger: silentLogger, settings });
});
afterAll(() => http.stop(1_000));

function send(
  path: string,
  headers: Readonly<Record<string, string>>,
  chunks: readonly string[] = [],
): Promise<number> {
  return new Promise((resolve, reject) => {
    const own = { "sec-fetch-site": "same-origin", ...headers };
    const outgoing = request(new URL(path, http.url), { method: "POST", headers: own }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    outgoing.on("error", reject);
    for (const chunk of chunks) outgoing.write(chunk);
    outgoing.end();
  });
}

const json = { "content-type": "application/json" };
const chunked = { ...json, "transfer-encoding": "chunked" };

test("a body is read in chunks, too, and a request may have none", async () => {
  expect(await send("/api/keys", chunked, ['{"name":', '"in-chunks"}'])).toBe(201);
  expect(await send("/api/keys/in-chunks/rotate", { "transfer-encoding": "chunked" })).toBe(200);
  expect(await send("/api/keys/in-chunks/revoke", {})).toBe(200);
  // It says that there is JSON, and there is none.
  expect(await send("/api/audit/verify", json)).toBe(400);
});

test("a body that is too large is refused, whether it says so or not", async () => {
  const large = `{"name":"${"x".repeat(2_000)}"}`;
  expect(await send("/api/keys", { ...json, "content-length": String(large.length) }, [large])).toBe(413);
  expect(await send("/api/keys", chunked, [large.slice(0, 900), large.slice(900)])).toBe(413);
});
