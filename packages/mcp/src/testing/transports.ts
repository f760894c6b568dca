import type { ToolboxDeps } from "@mcp-tools/tools";
import type { TestToolbox } from "@mcp-tools/tools/testing";
import { setTimeout as sleep } from "node:timers/promises";
import type { FakeState } from "./fake-state.ts";
import { openStream, send, type Message, type OpenStream } from "./send.ts";
import { initialize, modern, openSession, parse } from "./speak.ts";
import { startMcp } from "./start-mcp.ts";
import { startStdio } from "./start-stdio.ts";
import type { TestDefinitions } from "./test-definitions.ts";

/** One client of one server, over whatever transport. */
export interface TestPeer extends Pick<TestDefinitions, "started"> {
  readonly tools: TestToolbox;
  readonly state: FakeState;
  /** Asks, and waits for the answer. `status` where it came by HTTP and carried it. */
  ask(method: string, params?: Params): Promise<{ status?: number; message: Message }>;
  /** From now on hears of changes: of all lists, and of these resources. */
  listen(...uris: string[]): Promise<void>;
  /** Every notification so far. */
  told(): readonly Message[];
  [Symbol.asyncDispose](): Promise<void>;
}

export type Params = Readonly<Record<string, unknown>>;

export interface PeerOptions {
  readonly governed?: Partial<ToolboxDeps>;
  /** What the client declares. */
  readonly capabilities?: object;
  /** Only over HTTP. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly toolset?: string;
}

export interface TestTransport {
  readonly name: string;
  readonly era: "legacy" | "modern";
  /** As audit rows name it. */
  readonly transport: "http" | "sse" | "stdio";
  open(options?: PeerOptions): Promise<TestPeer>;
}

const JSON_TYPE = { "content-type": "application/json" };
const ALL_LISTS = { toolsListChanged: true, promptsListChanged: true, resourcesListChanged: true };

/** Every transport in every era that it has. */
export const transports: readonly TestTransport[] = [
  { name: "HTTP of 2026-07-28", era: "modern", transport: "http", open: openModernHttp },
  { name: "HTTP with a session", era: "legacy", transport: "http", open: openLegacyHttp },
  { name: "SSE", era: "legacy", transport: "sse", open: openSse },
  { name: "stdio of 2026-07-28", era: "modern", transport: "stdio", open: openModernStdio },
  { name: "stdio with a handshake", era: "legacy", transport: "stdio", open: openLegacyStdio },
];

async function openModernHttp({
  governed = {},
  capabilities = {},
  headers,
  toolset,
}: PeerOptions = {}): Promise<TestPeer> {
  const server = await startMcp({ governed });
  const endpoint = `${server.url}/mcp${toolset === undefined ? "" : `/${toolset}`}`;
  const options = { capabilities, ...(headers !== undefined && { headers }) };
  let id = 0;
  let stream: OpenStream | undefined;
  return {
    ...server,
    async ask(method, params) {
      const answer = await send(endpoint, modern(method, params, { ...options, id: ++id }));
      return { status: answer.status, message: parse(answer) };
    },
    async listen(...uris) {
      const notifications = { ...ALL_LISTS, resourceSubscriptions: uris };
      stream = await openStream(endpoint, modern("subscriptions/listen", { notifications }, { ...options, id: ++id }));
      await stream.next();
    },
    told: () => toldOf(stream?.messages() ?? []),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

async function openLegacyHttp({
  governed = {},
  capabilities = {},
  headers = {},
  toolset,
}: PeerOptions = {}): Promise<TestPeer> {
  const server = await startMcp({ governed });
  const client = await openSession(server.url, { capabilities, headers, ...(toolset !== undefined && { toolset }) });
  let id = 0;
  let stream: OpenStream | undefined;
  return {
    ...server,
    async ask(method, params) {
      const answered = await client.stream({
        jsonrpc: "2.0",
        id: ++id,
        method,
        ...(params !== undefined && { params }),
      });
      await answered.ended;
      const isStream = answered.headers["content-type"] === "text/event-stream";
      const message = isStream ? answered.messages().find(isAnswerTo(id)) : parse({ text: answered.text() });
      return { status: answered.status, message: message ?? {} };
    },
    async listen(...uris) {
      for (const uri of uris)
        await client.post({ jsonrpc: "2.0", id: ++id, method: "resources/subscribe", params: { uri } });
      stream = await client.get();
    },
    told: () => toldOf(stream?.messages() ?? []),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

async function openSse({
  governed = {},
  capabilities = {},
  headers = {},
  toolset,
}: PeerOptions = {}): Promise<TestPeer> {
  const server = await startMcp({ governed });
  const stream = await openStream(`${server.url}/sse${toolset === undefined ? "" : `/${toolset}`}`, { headers });
  await stream.next((_message, { event }) => event === "endpoint");
  const endpoint = `${server.url}${stream.events[0]?.data}`;
  const post = (body: unknown) => send(endpoint, { method: "POST", headers: { ...JSON_TYPE, ...headers }, body });
  let id = 0;
  async function ask(body: { id: string | number }) {
    await post(body);
    return { message: await eventually(() => stream.messages().find(isAnswerTo(body.id))) };
  }
  await ask(initialize({ version: "2024-11-05", capabilities }));
  await post({ jsonrpc: "2.0", method: "notifications/initialized" });
  return {
    ...server,
    ask: (method, params) =>
      ask({ jsonrpc: "2.0", id: ++id, method, ...(params !== undefined && { params }) } as { id: number }),
    async listen(...uris) {
      for (const uri of uris)
        await ask({ jsonrpc: "2.0", id: ++id, method: "resources/subscribe", params: { uri } } as { id: number });
    },
    told: () => toldOf(stream.messages()),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

async function openModernStdio({ governed = {}, capabilities = {} }: PeerOptions = {}): Promise<TestPeer> {
  const client = startStdio({ governed });
  let id = 0;
  return {
    ...client,
    async ask(method, params) {
      const asked = ++id;
      client.say(modern(method, params, { id: asked, capabilities }).body);
      return { message: await client.hear(isAnswerTo(asked)) };
    },
    async listen(...uris) {
      const notifications = { ...ALL_LISTS, resourceSubscriptions: uris };
      client.say(modern("subscriptions/listen", { notifications }, { id: ++id, capabilities }).body);
      await client.hear(({ method }) => method === "notifications/subscriptions/acknowledged");
    },
    told: () => toldOf(client.messages),
    [Symbol.asyncDispose]: () => client[Symbol.asyncDispose](),
  };
}

async function openLegacyStdio({ governed = {}, capabilities = {} }: PeerOptions = {}): Promise<TestPeer> {
  const client = startStdio({ governed });
  let id = 0;
  async function ask(method: string, params?: Params) {
    const asked = ++id;
    client.say({ jsonrpc: "2.0", id: asked, method, ...(params !== undefined && { params }) });
    return { message: await client.hear(isAnswerTo(asked)) };
  }
  client.say(initialize({ capabilities }), { jsonrpc: "2.0", method: "notifications/initialized" });
  await client.hear(isAnswerTo("init"));
  return {
    ...client,
    ask,
    async listen(...uris) {
      for (const uri of uris) await ask("resources/subscribe", { uri });
    },
    told: () => toldOf(client.messages),
    [Symbol.asyncDispose]: () => client[Symbol.asyncDispose](),
  };
}

const isAnswerTo = (id: string | number) => (message: Message) => message.id === id && message.method === undefined;

const toldOf = (messages: readonly Message[]) =>
  messages.filter(({ method }) => method?.endsWith("changed") === true || method?.endsWith("updated") === true);

async function eventually(find: () => Message | undefined): Promise<Message> {
  const end = Date.now() + 5_000;
  for (;;) {
    const found = find();
    if (found !== undefined) return found;
    if (Date.now() > end) throw new Error("No answer in time");
    await sleep(5);
  }
}
