import { setTimeout as sleep } from "node:timers/promises";
import { AppError } from "@mcp-tools/core";
import { expect, test } from "vitest";
import type { Message } from "./testing/send.ts";
import { send } from "./testing/send.ts";
import { modern, openSession, parse, textOf } from "./testing/speak.ts";
import { startMcp } from "./testing/start-mcp.ts";
import { createTestPolicy } from "./testing/test-policy.ts";
import { transports, type Params, type TestPeer, type TestTransport } from "./testing/transports.ts";

const HIDDEN = ["echo", "region", "test://note", "test://items/{id}", "greet"];

interface Way {
  readonly method: string;
  /** Asks for something by this name. */
  readonly params: (name: string) => Params;
  /** Exists and is hidden; does not exist. */
  readonly names: readonly [hidden: string, unknown: string];
  /** In rows of the audit, where it leaves one. */
  readonly leavesRow?: boolean;
  readonly only?: TestTransport["era"];
}

const byName = (name: string) => ({ name });
const byUri = (uri: string) => ({ uri });
const WAYS: readonly Way[] = [
  { method: "tools/call", params: byName, names: ["echo", "nope"], leavesRow: true },
  {
    method: "tools/call",
    params: (name) => ({ name, arguments: { message: 5 } }),
    names: ["echo", "nope"],
    leavesRow: true,
  },
  { method: "resources/read", params: byUri, names: ["test://note", "test://nope"], leavesRow: true },
  { method: "resources/read", params: byUri, names: ["test://items/1", "test://nope/1"], leavesRow: true },
  { method: "resources/subscribe", params: byUri, names: ["test://note", "test://nope"], only: "legacy" },
  { method: "resources/subscribe", params: byUri, names: ["test://items/1", "test://nope/1"], only: "legacy" },
  { method: "prompts/get", params: byName, names: ["greet", "nope"], leavesRow: true },
  {
    method: "completion/complete",
    params: (name) => ({ ref: { type: "ref/prompt", name }, argument: { name: "name", value: "" } }),
    names: ["greet", "nope"],
  },
  {
    method: "completion/complete",
    params: (uri) => ({ ref: { type: "ref/resource", uri }, argument: { name: "id", value: "" } }),
    names: ["test://items/{id}", "test://nope/{id}"],
  },
  {
    method: "completion/complete",
    params: (uri) => ({ ref: { type: "ref/resource", uri }, argument: { name: "id", value: "" } }),
    names: ["test://note", "test://nope"],
  },
];

const cases = transports.flatMap((transport) =>
  WAYS.filter(({ only }) => only === undefined || only === transport.era).map((way) => ({
    ...way,
    transport,
    over: transport.name,
    hidden: way.names[0],
  })),
);

test.for(cases)("$method of $hidden over $over is as if it did not exist", async (way) => {
  const policy = createTestPolicy();
  await using peer = await way.transport.open({ governed: { policy: policy.policy } });
  const seen = await peer.ask(way.method, way.params(way.names[0]));
  policy.hide(...HIDDEN);
  const answers = [];
  for (const name of way.names) answers.push(nameless(await peer.ask(way.method, way.params(name)), name));
  expect(answers[0]).toEqual(answers[1]);
  expect(answers[0]).toMatchObject({ message: { error: { code: -32602 } } });
  // What it would have been: the test proves nothing about a thing that was not there in the first place.
  expect(nameless(seen, way.names[0])).not.toEqual(answers[0]);
  const rows = peer.tools.rows.filter(({ outcome }) => outcome === "refused").slice(-2);
  if (way.leavesRow === true)
    expect(rows.map(({ action, tool, transport }) => [action, tool, transport])).toEqual(
      way.names.map((name) => [way.method, name, way.transport.transport]),
    );
});

/** The answer without what differs from one request to the next. */
function nameless({ status, message }: { status?: number; message: Message }, name: string): unknown {
  return JSON.parse(JSON.stringify({ status, message: { ...message, id: 0 } }).replaceAll(name, "…"));
}

const LISTS = [
  ["tools/list", "tools", "name", ["echo", "region"]],
  ["prompts/list", "prompts", "name", ["greet"]],
  ["resources/list", "resources", "uri", ["test://note"]],
  ["resources/templates/list", "resourceTemplates", "uriTemplate", ["test://items/{id}"]],
] as const;

test.for(transports)("no list over $name has what is hidden, and each is private", async (transport) => {
  const policy = createTestPolicy();
  await using peer = await transport.open({ governed: { policy: policy.policy } });
  for (const [method, list, key, names] of LISTS) {
    policy.hide();
    const before = await namesOf(peer, method, list, key);
    expect(before).toEqual(expect.arrayContaining([...names]));
    policy.hide(...HIDDEN);
    expect(await namesOf(peer, method, list, key)).toEqual(before.filter((name) => !HIDDEN.includes(name)));
    if (transport.era === "modern")
      expect((await peer.ask(method)).message.result).toMatchObject({ cacheScope: "private" });
  }
});

// oxlint-disable-next-line max-params -- a row of the table above
async function namesOf(peer: TestPeer, method: string, list: string, key: string): Promise<string[]> {
  const { message } = await peer.ask(method);
  return (message.result[list] as Record<string, string>[]).map((item) => String(item[key]));
}

test.for(transports)("updates of a hidden resource do not arrive over $name", async (transport) => {
  const policy = createTestPolicy();
  await using peer = await transport.open({ governed: { policy: policy.policy } });
  await peer.ask("tools/list");
  await peer.listen("test://note", "test://items/1");
  policy.hide("test://note");
  for (const uri of ["test://note", "test://items/1"]) peer.state.bus.publish({ kind: "resource_updated", uri });
  const updates = () =>
    peer
      .told()
      .filter(({ method }) => method === "notifications/resources/updated")
      .map(({ params }) => params?.["uri"] as string);
  await expect.poll(updates).toEqual(["test://items/1"]);
  policy.hide();
  peer.state.bus.publish({ kind: "resource_updated", uri: "test://note" });
  await expect.poll(updates).toEqual(["test://items/1", "test://note"]);
});

test.for(transports)("clients over $name hear that lists may have changed with the policy", async (transport) => {
  const policy = createTestPolicy();
  await using peer = await transport.open({ governed: { policy: policy.policy } });
  await peer.ask("tools/list");
  await peer.listen();
  policy.hide("echo");
  await expect
    .poll(() =>
      peer
        .told()
        .map(({ method }) => method)
        .toSorted(),
    )
    .toEqual([
      "notifications/prompts/list_changed",
      "notifications/resources/list_changed",
      "notifications/tools/list_changed",
    ]);
});

test("a change of the policy before anything was loaded is told to nobody", async () => {
  const policy = createTestPolicy();
  await using server = await startMcp({ governed: { policy: policy.policy } });
  const client = await openSession(server.url);
  const stream = await client.get();
  policy.hide("echo");
  await sleep(50);
  expect(stream.messages()).toEqual([]);
});

test("nobody listens to the policy of a server that was closed", async () => {
  const policy = createTestPolicy();
  const server = await startMcp({ governed: { policy: policy.policy } });
  const [, , , , stdio] = transports;
  const peer = await stdio?.open({ governed: { policy: policy.policy } });
  expect(policy.listeners()).toBe(2);
  await server[Symbol.asyncDispose]();
  await peer?.[Symbol.asyncDispose]();
  expect(policy.listeners()).toBe(0);
});

test("headers that mirror arguments do not reveal a hidden tool", async () => {
  const policy = createTestPolicy();
  await using server = await startMcp({ governed: { policy: policy.policy } });
  const call = async (name: string) => {
    const headers = { "mcp-param-region": "north" };
    const answer = await send(
      `${server.url}/mcp`,
      modern("tools/call", { name, arguments: { region: "south" } }, { headers }),
    );
    return nameless({ status: answer.status, message: parse(answer) }, name);
  };
  expect(await call("region")).toMatchObject({ status: 400, message: { error: { code: -32020 } } });
  policy.hide("region");
  expect(await call("region")).toEqual(await call("nope"));
});

test("a session sees what its credential of the moment reaches", async () => {
  const write = { name: "save", description: "Saves", access: "write", run: () => "saved" } as const;
  await using server = await startMcp({ definitions: [write], governed: { policy: createTestPolicy().policy } });
  const headers = (scopes: string) => ({ "x-principal": "ada", "x-scopes": scopes });
  const client = await openSession(server.url, { headers: headers("tools:read") });
  const list = async (scopes: string) => {
    const { result } = parse(await client.post({ jsonrpc: "2.0", id: 1, method: "tools/list" }, headers(scopes)));
    return (result.tools as { name: string }[]).some(({ name }) => name === "save");
  };
  expect([await list("tools:read"), await list("tools:read tools:write"), await list("tools:read")]).toEqual([
    false,
    true,
    false,
  ]);
  const call = { jsonrpc: "2.0", id: 2, method: "tools/call", params: { name: "save" } };
  expect(textOf(parse(await client.post(call, headers("tools:write"))))).toBe("saved");
});

test.for(transports.filter(({ transport }) => transport !== "stdio"))(
  "an endpoint of a toolset over $name has nothing else, and rows name it",
  async (transport) => {
    const policy = createTestPolicy();
    policy.addToolset("notes", "echo", "test://note");
    await using peer = await transport.open({ governed: { policy: policy.policy }, toolset: "notes" });
    expect(await namesOf(peer, "tools/list", "tools", "name")).toEqual(["echo"]);
    expect(await namesOf(peer, "prompts/list", "prompts", "name")).toEqual([]);
    const called = await peer.ask("tools/call", { name: "echo", arguments: { message: "hi" } });
    expect(called.message.result.structuredContent).toEqual({ message: "hi" });
    expect((await peer.ask("tools/call", { name: "log" })).message.error?.code).toBe(-32602);
    expect((await peer.ask("resources/read", { uri: "test://note" })).message.result.contents[0].text).toBe("a note");
    expect(peer.tools.rows.map(({ action, outcome, toolset, address }) => [action, outcome, toolset, address])).toEqual(
      [
        ["tools/call", "ok", "notes", "127.0.0.1"],
        ["tools/call", "refused", "notes", "127.0.0.1"],
        ["resources/read", "ok", "notes", "127.0.0.1"],
      ],
    );
  },
);

test("while the policy cannot be read nobody is served, in words that say so", async () => {
  const unavailable = new AppError("unavailable", "The policy cannot be read: the database does not answer.");
  const policy = createTestPolicy({ isLoaded: false, load: () => Promise.reject(unavailable) });
  await using server = await startMcp({ governed: { policy: policy.policy } });
  const call = await send(`${server.url}/mcp`, modern("tools/call", { name: "log" }, { id: 4 }));
  expect(call.status).toBe(503);
  expect(call.headers["retry-after"]).toBeDefined();
  expect(parse(call)).toMatchObject({ id: 4, error: { message: unavailable.message } });
  const list = parse(await send(`${server.url}/mcp`, modern("tools/list", {}, { id: 5 })));
  expect(list).toMatchObject({ id: 5, error: { message: unavailable.message } });
});
