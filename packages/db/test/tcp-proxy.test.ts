import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { openTcpProxy, reset } from "./tcp-proxy.ts";

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

async function open() {
  let heard = "";
  const server = createServer((socket) => {
    socket.on("data", (chunk: Buffer) => (heard += chunk.toString()));
    // Reset at the end.
    socket.on("error", () => {});
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const proxy = await openTcpProxy((server.address() as AddressInfo).port);
  const client: Socket = connect(proxy.port, "127.0.0.1");
  client.on("error", () => {});
  await once(client, "connect");
  closing.push(
    () => server.close(),
    () => proxy.close(),
    () => client.destroy(),
  );
  return { proxy, client, heard: () => heard };
}

/** Nothing else of this process runs meanwhile. */
function block(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

test("what is said arrives later, in the order that it was said in, however late the proxy is itself", async () => {
  const { proxy, client, heard } = await open();
  let said = "";
  for (let turn = 0; turn < 20; turn += 1) {
    proxy.delay(20);
    client.write((said += "a").slice(-1));
    await sleep(15);
    await proxy.restore();
    client.write((said += "b").slice(-1));
    block(10);
    await sleep(turn % 3);
  }
  await expect.poll(heard).toHaveLength(40);
  expect(heard()).toBe(said);
  expect(said).toBe("ab".repeat(20));
});

test("a delay is one", async () => {
  const { proxy, client, heard } = await open();
  proxy.delay(100);
  client.write("a");
  await sleep(50);
  expect(heard()).toBe("");
  await expect.poll(heard).toBe("a");
});

test("a connection that is just ending is closed as well, and no error is made of it", async () => {
  const server = createServer();
  await once(server.listen(0, "127.0.0.1"), "listening");
  closing.push(() => server.close());
  const client = connect((server.address() as AddressInfo).port, "127.0.0.1");
  const [accepted] = (await once(server, "connection")) as [Socket];
  const errors: Error[] = [];
  accepted.on("error", (error) => errors.push(error));
  const closed = once(accepted, "close");

  accepted.end();
  reset(accepted);

  await closed;
  expect(errors).toEqual([]);
  client.destroy();
});
