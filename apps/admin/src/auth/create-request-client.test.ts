import type { AddressInfo } from "node:net";
import { createServer } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { Hono } from "hono";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createRequestClient } from "./create-request-client.ts";

const app = new Hono();
for (const [path, trustedProxies] of [
  ["/behind", ["loopback"]],
  ["/bare", []],
] as const) {
  const { addressOf, networkOf } = createRequestClient({ trustedProxies });
  app.get(path, (c) => c.json([addressOf(c), networkOf(c)]));
}
const server = createServer((req, res) => void getRequestListener(app.fetch)(req, res));
let url: string;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
});

test.for([
  { path: "/bare", forwarded: "203.0.113.9", client: ["127.0.0.1", "127.0.0.1"] },
  { path: "/behind", forwarded: "203.0.113.9", client: ["203.0.113.9", "203.0.113.9"] },
  { path: "/behind", forwarded: "2001:db8:1:2:3::4", client: ["2001:db8:1:2:3::4", "2001:db8:1:2::/64"] },
])("at $path whoever sends X-Forwarded-For $forwarded is $client", async ({ path, forwarded, client }) => {
  const answer = await fetch(`${url}${path}`, { headers: { "x-forwarded-for": forwarded } });
  expect(await answer.json()).toEqual(client);
});
