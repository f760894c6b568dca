import { createServer as createHttpServer } from "node:http";
import { createServer, type AddressInfo, type Server } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { probePort } from "./probe-port.ts";

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

function answering(body: string): Server {
  return createHttpServer((_, response) => response.setHeader("Connection", "close").end(body));
}

test("a port nobody has is free", async () => {
  const server = createServer();
  const port = await listen(server);
  await new Promise((resolve) => server.close(resolve));

  expect(await probePort("127.0.0.1", port)).toEqual({ kind: "free" });
});

test("a port where our health answers is ours", async () => {
  const port = await listen(answering('{"status":"ok","version":"0.1.0","services":["mcp-sse"]}'));

  expect(await probePort("127.0.0.1", port)).toEqual({ kind: "ours", version: "0.1.0", services: ["mcp-sse"] });
});

test.for([{ body: "<html>" }, { body: "{}" }, { body: "null" }])(
  "a port where something else answers ($body) is taken",
  async ({ body }) => {
    expect(await probePort("127.0.0.1", await listen(answering(body)))).toEqual({ kind: "taken" });
  },
);

test("a port where nobody answers is taken", async () => {
  expect(await probePort("127.0.0.1", await listen(createServer()))).toEqual({ kind: "taken" });
});

test("an address this machine does not have is unusable", async () => {
  expect(await probePort("192.0.2.1", 9090)).toMatchObject({ kind: "unusable" });
});
