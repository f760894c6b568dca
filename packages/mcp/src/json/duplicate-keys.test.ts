import { expect, test } from "vitest";
import { openStream, send } from "../testing/send.ts";
import { initialize, modern, openSession, parse } from "../testing/speak.ts";
import { startMcp } from "../testing/start-mcp.ts";
import { startStdio } from "../testing/start-stdio.ts";
import { countKeys } from "./count-keys.ts";
import { countMembers } from "./count-members.ts";

const isRefused = (json: string) => countKeys(JSON.parse(json)) !== countMembers(Buffer.from(json));

const TWICE = [
  '{"a":1,"a":1}',
  '{"a":1,"\\u0061":2}',
  '{"\\u0061":1,"a":2}',
  '{"é":1,"\\u00e9":2}',
  '{"a\\/b":1,"a/b":2}',
  '{"":1,"":2}',
  '{"__proto__":1,"__proto__":2}',
  '[[{"b":{"c":[{"a":{},"x":1,"a":[]}]}}]]',
  '{"a":1,"b":{"a":2},"a":3}',
  '{"\\"":1,"\\u0022":2}',
  '{"\\\\":1,"\\u005c":2}',
  '{ "a" : 1 ,\n\t"a"\r:2}',
];
const ONCE = [
  "{}",
  "[]",
  "null",
  '"a:b:c"',
  '{"a":1,"A":2}',
  '{"a":{"a":{"a":[{"a":1},{"a":2}]}}}',
  '{"__proto__":{"constructor":1},"constructor":2,"hasOwnProperty":3}',
  '{"a":"{\\"a\\":1,\\"a\\":2}"}',
  '{"a":"\\\\","b":":"}',
  '{"a:b":"c:d","{":"}","\\"":"\\":","\\\\":1}',
  '[{"a":1},{"a":1}]',
  '{"é":1,"é2":"🙂:"}',
];

test.for(TWICE)("%s says a thing twice", (json) => expect(isRefused(json)).toBe(true));
test.for(ONCE)("%s says each thing once", (json) => expect(isRefused(json)).toBe(false));

test("random values, however they are written, are told apart from those with a doubled member", () => {
  const random = createRandom(7);
  for (let round = 0; round < 2_000; round += 1) {
    const value = createValue(random, 4);
    const json = JSON.stringify(value, null, random(3));
    expect(isRefused(json)).toBe(false);
    expect(isRefused(escaped(json))).toBe(false);
    const doubled = json.replace(/\{\s*("(?:[^"\\]|\\.)*")\s*:/, (start, key: string) => `{${key}:0,${start.slice(1)}`);
    expect(isRefused(doubled)).toBe(doubled !== json);
  }
});

const CALL =
  '{"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"log","name":"echo","arguments":{"message":"hi"}}}';
const JSON_TYPE = { "content-type": "application/json" };

test("HTTP refuses it with 400 in every era, and names the request", async () => {
  await using server = await startMcp();
  const { headers, body } = modern("tools/call", { name: "echo", arguments: { message: "hi" } }, { id: 3 });
  const twice = JSON.stringify(body).replace('"message":"hi"', '"message":"hi","\\u006dessage":"ho"');
  const client = await openSession(server.url);
  for (const answer of [
    await send(`${server.url}/mcp`, { method: "POST", headers, body: twice }),
    await client.post(CALL),
  ]) {
    expect(answer.status).toBe(400);
    expect(parse(answer)).toMatchObject({ id: 3, error: { code: -32700, message: expect.stringContaining("twice") } });
  }
  expect(server.tools.rows).toEqual([]);
});

test("POST /messages refuses it with 400", async () => {
  await using server = await startMcp();
  const stream = await openStream(`${server.url}/sse`);
  await stream.next();
  const answer = await send(`${server.url}${stream.events[0]?.data}`, {
    method: "POST",
    headers: JSON_TYPE,
    body: CALL,
  });
  expect(answer.status).toBe(400);
  expect(parse(answer)).toMatchObject({ id: 3, error: { code: -32700 } });
});

test.for([
  { what: "a request", line: CALL, id: 3 },
  { what: "a batch", line: `[${CALL},{"jsonrpc":"2.0","id":4,"method":"ping"}]`, id: null },
  { what: "a notification", line: '{"jsonrpc":"2.0","jsonrpc":"2.0","method":"notifications/initialized"}', id: null },
])("stdio answers $what with -32700, and goes on", async ({ line, id }) => {
  await using client = startStdio();
  client.say(initialize(), { jsonrpc: "2.0", method: "notifications/initialized" }, `${line}\n`);
  expect(await client.hear(({ error }) => error !== undefined)).toMatchObject({
    jsonrpc: "2.0",
    id,
    error: { code: -32700, message: expect.stringContaining("twice") },
  });
  client.say({ jsonrpc: "2.0", id: 9, method: "tools/call", params: { name: "echo", arguments: { message: "hi" } } });
  expect((await client.hear((message) => message.id === 9)).result.structuredContent).toEqual({ message: "hi" });
  expect(client.messages.filter((message) => message.id === 4)).toEqual([]);
  expect(client.tools.rows).toHaveLength(1);
});

test.for([false, true])(
  "a handshake that says a thing twice opens nothing (answered early: %s)",
  async (answersEarly) => {
    await using client = startStdio({ answersEarly });
    client.say(`${JSON.stringify(initialize()).replace("{", '{"id":"other",')}\n`);
    expect(await client.hear(() => true)).toMatchObject({ id: "init", error: { code: -32700 } });
  },
);

test("stdio refuses what nests too deep to look at", async () => {
  await using client = startStdio({ answersEarly: true });
  const deep = `${"[".repeat(20_000)}${"]".repeat(20_000)}`;
  client.say(`{"jsonrpc":"2.0","id":5,"method":"initialize","params":{"x":${deep}}}\n`);
  expect(await client.hear(() => true)).toMatchObject({ id: 5, error: { code: -32600 } });
});

/** Escapes every letter of every text. */
function escaped(json: string): string {
  return json.replaceAll(/"(?:[^"\\]|\\.)*"/g, (text) =>
    text.replaceAll(/\\.|[a-z]/g, (part) =>
      part.startsWith("\\") ? part : `\\u${part.charCodeAt(0).toString(16).padStart(4, "0")}`,
    ),
  );
}

function createRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}

function createValue(random: (below: number) => number, depth: number): unknown {
  const kind = random(depth === 0 ? 3 : 5);
  if (kind === 0) return random(1_000);
  if (kind === 1) return ["a:b", '"', "\\", "{}", "é🙂", ":"][random(6)];
  if (kind === 2) return random(2) === 0;
  const size = random(4);
  if (kind === 3) return Array.from({ length: size }, () => createValue(random, depth - 1));
  const keys = ["a", "b:", '"c', "d\\", "é", "__proto__", "{"];
  return Object.fromEntries(
    Array.from({ length: size }, () => [keys[random(keys.length)] ?? "", createValue(random, depth - 1)]),
  );
}
