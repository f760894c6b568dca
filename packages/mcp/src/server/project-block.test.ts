import type { ContentBlock, Definition } from "@mcp-tools/tools";
import { expect, test } from "vitest";
import { openStream, send, type Message } from "../testing/send.ts";
import { callTool, initialize, modern, openSession, parse } from "../testing/speak.ts";
import { startMcp } from "../testing/start-mcp.ts";
import { startStdio } from "../testing/start-stdio.ts";

const LINK: ContentBlock = { type: "resource_link", uri: "notes://1", name: "one", annotations: { priority: 1 } };
const AUDIO: ContentBlock = { type: "audio", data: "AAAA", mimeType: "audio/wav" };
const IMAGE: ContentBlock = { type: "image", data: "AAAA", mimeType: "image/png" };
const LINK_TEXT = { type: "text", text: '[Link to the resource "one": notes://1]', annotations: { priority: 1 } };
const AUDIO_TEXT = { type: "text", text: expect.stringContaining("Audio of type audio/wav") };

const definitions: Definition[] = [
  { name: "media", description: "Media", access: "read", run: () => ({ content: [LINK, AUDIO, IMAGE] }) },
  {
    name: "failed_media",
    description: "Media of a failure",
    access: "read",
    run: () => ({ content: [LINK, AUDIO, IMAGE], isError: true }),
  },
  { name: "media", messages: () => [LINK, AUDIO, IMAGE].map((content) => ({ role: "user", content })) },
];
const REQUESTS = [
  callTool(1, "media"),
  callTool(2, "failed_media"),
  { jsonrpc: "2.0", id: 3, method: "prompts/get", params: { name: "media" } },
];

/** The blocks in the answers to all requests. */
type Ask = (version: string) => Promise<readonly unknown[][]>;

function blocksOf({ result }: Message): unknown[] {
  return result.content ?? result.messages.map(({ content }: { content: unknown }) => content);
}

const askHttp: Ask = async (version) => {
  await using server = await startMcp({ definitions });
  const client = await openSession(server.url, { version });
  const answers: Message[] = [];
  for (const request of REQUESTS) answers.push(parse(await client.post(request)));
  return answers.map(blocksOf);
};

const askSse: Ask = async (version) => {
  await using server = await startMcp({ definitions });
  const stream = await openStream(`${server.url}/sse`);
  await stream.next((_message, { event }) => event === "endpoint");
  const ask = async (body: { id: unknown }) => {
    await send(`${server.url}${stream.events[0]?.data}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
    });
    return stream.next(({ id }) => id === body.id);
  };
  await ask(initialize({ version }));
  const answers: Message[] = [];
  for (const request of REQUESTS) answers.push(await ask(request));
  return answers.map(blocksOf);
};

const askStdio: Ask = async (version) => {
  await using client = startStdio({ definitions });
  client.say(initialize({ version }), { jsonrpc: "2.0", method: "notifications/initialized" }, ...REQUESTS);
  const answers = await Promise.all(REQUESTS.map((request) => client.hear(({ id }) => id === request.id)));
  return answers.map(blocksOf);
};

const askModern: Ask = async () => {
  await using server = await startMcp({ definitions });
  const answers = await Promise.all(
    REQUESTS.map(({ method, params }) => send(`${server.url}/mcp`, modern(method, params))),
  );
  return answers.map((answer) => blocksOf(parse(answer)));
};

const OLDEST = [LINK_TEXT, AUDIO_TEXT, IMAGE];
const NEWEST = [LINK, AUDIO, IMAGE];

test.for<{ how: string; ask: Ask; version: string; blocks: unknown[] }>([
  { how: "HTTP", ask: askHttp, version: "2024-11-05", blocks: OLDEST },
  { how: "HTTP", ask: askHttp, version: "2025-03-26", blocks: [LINK_TEXT, AUDIO, IMAGE] },
  { how: "HTTP", ask: askHttp, version: "2025-06-18", blocks: NEWEST },
  { how: "HTTP", ask: askHttp, version: "2025-11-25", blocks: NEWEST },
  { how: "HTTP", ask: askModern, version: "2026-07-28", blocks: NEWEST },
  { how: "SSE", ask: askSse, version: "2024-11-05", blocks: OLDEST },
  { how: "SSE", ask: askSse, version: "2025-06-18", blocks: NEWEST },
  { how: "stdio", ask: askStdio, version: "2024-10-07", blocks: OLDEST },
  { how: "stdio", ask: askStdio, version: "2024-11-05", blocks: OLDEST },
  { how: "stdio", ask: askStdio, version: "2025-03-26", blocks: [LINK_TEXT, AUDIO, IMAGE] },
  { how: "stdio", ask: askStdio, version: "2025-11-25", blocks: NEWEST },
])("content over $how is as $version has it", async ({ ask, version, blocks }) => {
  expect(await ask(version)).toEqual([blocks, blocks, blocks]);
});

test("a result that was cut names where the whole one is, without a link in it for a client of 2024-11-05", async () => {
  await using server = await startMcp({
    resultBytesMax: 2_000,
    governed: { results: { keep: () => Promise.resolve("results://whole") } },
  });
  const large = callTool(1, "large", { characters: 10_000 });
  const cutFor = async (version: string) =>
    blocksOf(parse(await (await openSession(server.url, { version })).post(large))) as { type: string; text: string }[];
  const old = await cutFor("2024-11-05");
  expect(old.map(({ type }) => type)).toEqual(["text", "text", "text"]);
  expect(old.filter(({ text }) => text.includes("results://whole"))).toHaveLength(2);
  expect((await cutFor("2025-11-25")).map(({ type }) => type)).toEqual(["text", "text", "resource_link"]);
});
