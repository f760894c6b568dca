import { SSEClientTransport as SseV2, StreamableHTTPClientTransport as HttpV2 } from "@modelcontextprotocol/client";
import { StdioClientTransport as StdioV2 } from "@modelcontextprotocol/client/stdio";
import { SSEClientTransport as SseV1 } from "@modelcontextprotocol/sdk/client/sse.js";
import { StdioClientTransport as StdioV1 } from "@modelcontextprotocol/sdk/client/stdio.js";
import { StreamableHTTPClientTransport as HttpV1 } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { entryOf, environmentOf } from "./app.ts";
import { connectV1 } from "./connect-v1.ts";
import { connectV2 } from "./connect-v2.ts";
import { MODERN } from "./json-rpc.ts";
import type { Lab } from "./lab.ts";
import type { Answers, TestClient } from "./test-client.ts";

/** What the clients of a test file connect to: one running HTTP app, and the settings of stdio processes beside it. */
export interface Place {
  readonly lab: Lab;
  readonly url: string;
  readonly dataDir: string;
  readonly env: Readonly<Record<string, string>>;
}

/** One client over one transport in one era. */
export interface Cell {
  readonly name: string;
  readonly transport: "stdio" | "sse" | "http";
  readonly version: string;
  connect(place: Place, answers?: Answers): Promise<TestClient>;
}

const LEGACY = "2025-11-25";
const pin = { pin: MODERN };

export const cells: readonly Cell[] = [
  {
    name: "v1 stdio",
    transport: "stdio",
    version: LEGACY,
    connect: (place, answers) => connectV1(stdio(StdioV1, place), answers),
  },
  {
    name: "v1 sse",
    transport: "sse",
    version: LEGACY,
    connect: ({ url }, answers) => connectV1(new SseV1(new URL(`${url}/sse`)), answers),
  },
  {
    name: "v1 http",
    transport: "http",
    version: LEGACY,
    connect: ({ url }, answers) => connectV1(new HttpV1(new URL(`${url}/mcp`)), answers),
  },
  {
    name: "v2 stdio, legacy",
    transport: "stdio",
    version: LEGACY,
    connect: (place, answers) => connectV2(stdio(StdioV2, place), "legacy", answers),
  },
  {
    name: "v2 stdio, auto",
    transport: "stdio",
    version: MODERN,
    connect: (place, answers) => connectV2(stdio(StdioV2, place), "auto", answers),
  },
  {
    name: "v2 stdio, pinned",
    transport: "stdio",
    version: MODERN,
    connect: (place, answers) => connectV2(stdio(StdioV2, place), pin, answers),
  },
  {
    name: "v2 sse",
    transport: "sse",
    version: LEGACY,
    connect: ({ url }, answers) => connectV2(new SseV2(new URL(`${url}/sse`)), "legacy", answers),
  },
  {
    name: "v2 http, legacy",
    transport: "http",
    version: LEGACY,
    connect: ({ url }, answers) => connectV2(new HttpV2(new URL(`${url}/mcp`)), "legacy", answers),
  },
  {
    name: "v2 http, auto",
    transport: "http",
    version: MODERN,
    connect: ({ url }, answers) => connectV2(new HttpV2(new URL(`${url}/mcp`)), "auto", answers),
  },
  {
    name: "v2 http, pinned",
    transport: "http",
    version: MODERN,
    connect: ({ url }, answers) => connectV2(new HttpV2(new URL(`${url}/mcp`)), pin, answers),
  },
];

/** Starts the built stdio app, and has the lab see to it that it ends with its client. */
function stdio<T extends { start(): Promise<void>; readonly pid: number | null }>(
  Transport: new (parameters: {
    command: string;
    args: string[];
    env: Record<string, string>;
    cwd: string;
    stderr: "ignore";
  }) => T,
  { lab, dataDir, env }: Place,
): T {
  const transport = new Transport({
    command: process.execPath,
    args: [entryOf("mcp-stdio")],
    env: environmentOf({ dataDir, cwd: lab.folder, env }),
    cwd: lab.folder,
    stderr: "ignore",
  });
  const start = transport.start.bind(transport);
  transport.start = async () => {
    await start();
    if (transport.pid !== null) lab.track(transport.pid, "mcp-stdio");
  };
  return transport;
}
