import { localPrincipal, type Principal } from "@mcp-tools/core";
import { expect, test } from "vitest";
import { openStream, send, type SendOptions } from "../testing/send.ts";
import { initialize, modern, openSession, parse } from "../testing/speak.ts";
import { startMcp } from "../testing/start-mcp.ts";
import { createStreamQuota } from "./stream-quota.ts";

const key = (id: string): Principal => ({ id, kind: "key", name: id, space: id });

test("one key cannot take what others need, and the local principal can", () => {
  let open = 0;
  const quota = createStreamQuota({ max: 20_000, open: () => open });
  const releases = Array.from({ length: 1_000 }, () => quota.take(key("eve")));
  expect(quota.isFull(key("eve"))).toBe("principal");
  expect(quota.isFull(key("ada"))).toBeUndefined();
  releases[0]?.();
  releases[0]?.();
  expect(quota.isFull(key("eve"))).toBeUndefined();
  quota.take(key("eve"));
  expect(quota.isFull(key("eve"))).toBe("principal");
  for (let count = 0; count < 2_000; count += 1) quota.take(localPrincipal);
  expect(quota.isFull(localPrincipal)).toBeUndefined();
  open = 20_000;
  expect([quota.isFull(localPrincipal), quota.isFull(key("ada"))]).toEqual(["process", "process"]);
});

test("sessions and streams of all kinds count, and give back what they took", async () => {
  await using server = await startMcp({ sessionsMax: 6 });
  const headers = { "x-principal": "eve" };
  const listen: SendOptions = modern(
    "subscriptions/listen",
    { notifications: { toolsListChanged: true } },
    { headers },
  );
  const handshake: SendOptions = {
    method: "POST",
    headers: { "content-type": "application/json", accept: "*/*", ...headers },
    body: initialize(),
  };
  const session = await openSession(server.url, { headers });
  const sse = await openStream(`${server.url}/sse`, { headers });
  const listening = await openStream(`${server.url}/mcp`, listen);
  await listening.next();

  const refused = [await send(`${server.url}/mcp`, handshake), await send(`${server.url}/sse`, { headers })];
  expect(refused.map(({ status, headers: { "retry-after": after } }) => [status, after])).toEqual([
    [429, "60"],
    [429, "60"],
  ]);
  expect(parse(await send(`${server.url}/mcp`, listen)).error?.code).toBe(-32603);
  expect((await openStream(`${server.url}/sse`, { headers: { "x-principal": "ada" } })).status).toBe(200);

  await session.end();
  sse.cut();
  listening.cut();
  await expect.poll(() => server.open).toEqual({ http: 0, sse: 1, listen: 0 });
  for (let round = 0; round < 3; round += 1) expect((await send(`${server.url}/mcp`, handshake)).status).toBe(200);
  expect((await send(`${server.url}/mcp`, handshake)).status).toBe(429);
});
