import { expect, test } from "vitest";
import { openStream, send, type OpenStream } from "../testing/send.ts";
import { modern, parse } from "../testing/speak.ts";
import { startMcp, type TestServer } from "../testing/start-mcp.ts";

const ID_KEY = "io.modelcontextprotocol/subscriptionId";
const LISTS = { tools: "toolsListChanged", prompts: "promptsListChanged", resources: "resourcesListChanged" } as const;

async function listen(server: TestServer, notifications: object, id: string | number = 1): Promise<OpenStream> {
  const stream = await openStream(`${server.url}/mcp`, modern("subscriptions/listen", { notifications }, { id }));
  expect((await stream.next()).method).toBe("notifications/subscriptions/acknowledged");
  return stream;
}

test("acknowledges first, with what it honours", async () => {
  await using server = await startMcp();
  const stream = await listen(
    server,
    { toolsListChanged: true, promptsListChanged: false, resourceSubscriptions: ["test://note"] },
    "mine",
  );
  expect(stream.messages()[0]?.params).toEqual({
    notifications: { toolsListChanged: true, resourceSubscriptions: ["test://note"] },
    _meta: { [ID_KEY]: "mine" },
  });
  expect(server.open["listen"]).toBe(1);
  stream.cut();
  await expect.poll(() => server.open["listen"]).toBe(0);
});

test("ends a subscription to nothing", async () => {
  await using server = await startMcp();
  const stream = await listen(server, { toolsListChanged: false });
  await stream.ended;
  expect(stream.messages()[1]).toMatchObject({ id: 1, result: { resultType: "complete", _meta: { [ID_KEY]: 1 } } });
  expect(server.open["listen"] ?? 0).toBe(0);
});

test.for([
  ["application/json", 406],
  ["application/json, text/event-stream;q=0", 406],
  ["Text/Event-Stream", 200],
  [undefined, 200],
] as const)("a client that accepts %s gets the status %i", async ([accept, status]) => {
  await using server = await startMcp();
  const notifications = { toolsListChanged: false };
  const answer = await send(
    `${server.url}/mcp`,
    modern("subscriptions/listen", { notifications }, { id: "l", headers: { accept } }),
  );
  expect(answer.status).toBe(status);
  if (status === 406) expect(parse(answer)).toMatchObject({ id: "l", error: { code: -32000 } });
});

test.for([undefined, null, 5, [], { toolsListChanged: "yes" }, { resourceSubscriptions: "test://note" }])(
  "refuses the filter %j with -32602",
  async (notifications) => {
    await using server = await startMcp();
    const answer = await send(`${server.url}/mcp`, modern("subscriptions/listen", { notifications }, { id: 6 }));
    expect(parse(answer)).toMatchObject({ id: 6, error: { code: -32602 } });
  },
);

test.for(Object.entries(LISTS))(
  "tells of changed %s only who asked for them, with the subscription's id",
  async ([list, filter]) => {
    await using server = await startMcp();
    const others = Object.fromEntries(
      Object.values(LISTS)
        .filter((name) => name !== filter)
        .map((name) => [name, true]),
    );
    const [interested, indifferent] = await Promise.all([
      listen(server, { [filter]: true }, 1_795_000_000_000),
      listen(server, others),
    ]);
    for (const kind of Object.keys(LISTS)) server.state.bus.publish({ kind: `${kind}_changed` as "tools_changed" });
    expect(await interested.next()).toEqual({
      jsonrpc: "2.0",
      method: `notifications/${list}/list_changed`,
      params: { _meta: { [ID_KEY]: 1_795_000_000_000 } },
    });
    await indifferent.next();
    await indifferent.next();
    expect(interested.messages()).toHaveLength(2);
    expect(indifferent.messages().map(({ method }) => method)).not.toContain(`notifications/${list}/list_changed`);
  },
);

test("tells of the resources that were named, and of no other", async () => {
  await using server = await startMcp();
  await server.tools.toolbox.load();
  const stream = await listen(server, { resourceSubscriptions: ["test://items/a", "test://items/b"] });
  for (const uri of ["test://items/c", "test://items/b", "test://items/a"])
    server.state.bus.publish({ kind: "resource_updated", uri });
  expect((await stream.next()).params?.["uri"]).toBe("test://items/b");
  expect((await stream.next()).params?.["uri"]).toBe("test://items/a");
});

test("tells of a change in the registry once", async () => {
  await using server = await startMcp();
  await server.tools.toolbox.load();
  const stream = await listen(server, { toolsListChanged: true, promptsListChanged: true });
  server.tools.toolbox.registry.setPack({
    name: "more",
    description: "More",
    definitions: [{ name: "more", description: "More", access: "read", run: () => "" }],
  });
  server.state.bus.publish({ kind: "prompts_changed" });
  await stream.next(({ method }) => method === "notifications/prompts/list_changed");
  expect(stream.messages().map(({ method }) => method)).toEqual([
    "notifications/subscriptions/acknowledged",
    "notifications/tools/list_changed",
    "notifications/prompts/list_changed",
  ]);
});

test("says nothing of the packs that are loaded at first use", async () => {
  await using server = await startMcp();
  const stream = await listen(server, { toolsListChanged: true, promptsListChanged: true });
  await send(`${server.url}/mcp`, modern("tools/list"));
  server.state.bus.publish({ kind: "prompts_changed" });
  expect((await stream.next()).method).toBe("notifications/prompts/list_changed");
});

test("tells many", async () => {
  await using server = await startMcp();
  const streams = await Promise.all(
    Array.from({ length: 200 }, (_, id) => listen(server, { toolsListChanged: true }, id)),
  );
  expect(server.open["listen"]).toBe(200);
  server.state.bus.publish({ kind: "tools_changed" });
  const told = await Promise.all(streams.map((stream) => stream.next()));
  expect(told.map(({ params }) => params?.["_meta"][ID_KEY])).toEqual(Array.from({ length: 200 }, (_, id) => id));
  for (const stream of streams) stream.cut();
  await expect.poll(() => server.open["listen"]).toBe(0);
  expect(server.exchanges()).toBe(0);
});
