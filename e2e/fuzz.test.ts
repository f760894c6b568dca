import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Pool } from "undici";
import type { App } from "./harness/app.ts";
import { anyHeaderText, type Exchange, exchanges, OUR_SESSION } from "./harness/fuzz-exchanges.ts";
import { type Message, MODERN, modernMeta, toRequest } from "./harness/json-rpc.ts";
import { openLab } from "./harness/lab.ts";
import { openLegacySession } from "./harness/legacy-session.ts";
import { speakStdio } from "./harness/stdio-lines.ts";
import { within } from "./harness/until.ts";

const env = {
  TOOL_PACKS: "time,memory,conformance",
  TOOLS_DIR: join(import.meta.dirname, "tools"),
  LOG_LEVEL: "error",
};
/** In milliseconds; a hang is what takes longer. */
const ANSWER_MS = 5000;

const lab = openLab();
let app: App;
let pool: Pool;
let sessions: Record<string, string>;

beforeAll(async () => {
  app = await lab.start("mcp-sse", { env: { ...env, LOG_LEVEL: "info" } });
  pool = new Pool(app.url(), { connections: 8, headersTimeout: ANSWER_MS, bodyTimeout: ANSWER_MS });
  sessions = { [OUR_SESSION]: (await openLegacySession(app.url(), "2025-03-26")).id };
});
afterAll(async () => {
  await pool?.destroy();
  await lab.close();
});

interface Answer {
  readonly status: number;
  readonly messages: readonly Message[];
}

async function ask(
  method: "POST" | "GET" | "DELETE",
  path: string,
  { headers, body }: Partial<Exchange>,
): Promise<Answer> {
  const named = Object.fromEntries(
    Object.entries(headers ?? {}).map(([name, value]) => [
      name,
      name === "mcp-session-id" ? (sessions[value] ?? value) : value,
    ]),
  );
  const answer = await pool.request({ method, path, headers: named, ...(body !== undefined && { body }) });
  const isStream = String(answer.headers["content-type"]).startsWith("text/event-stream");
  if (method === "GET" && isStream) {
    // It does not end by itself.
    answer.body.on("error", () => {}).destroy();
    return { status: answer.statusCode, messages: [] };
  }
  return { status: answer.statusCode, messages: parseMessages(await answer.body.text(), isStream) };
}

function parseMessages(text: string, isStream: boolean): Message[] {
  if (text === "" || text === "Accepted") return [];
  if (!isStream) return [JSON.parse(text) as Message | Message[]].flat();
  return text
    .split("\n")
    .flatMap((line) => (line.startsWith("data: {") ? [JSON.parse(line.slice("data: ".length)) as Message] : []));
}

/** Whether a client can make sense of it: accepted, answered, or refused with a reason. */
function checkAnswer({ status, messages }: Answer): void {
  expect(status).toBeLessThan(500);
  for (const message of messages) {
    expect(message.jsonrpc).toBe("2.0");
    if (message.error !== undefined)
      expect(message.error).toMatchObject({ code: expect.any(Number), message: expect.stringMatching(/\S/) });
    // An internal error is a fault of ours, whatever was sent.
    expect(message.error?.code).not.toBe(-32_603);
  }
  expect(messages.length > 0).toBe(status !== 202);
  if (status >= 400) expect(messages[0]?.error).toBeDefined();
}

async function stillServes(): Promise<void> {
  expect(app.hasEnded()).toBe(false);
  const headers = {
    "content-type": "application/json",
    accept: "*/*",
    "mcp-protocol-version": MODERN,
    "mcp-method": "tools/list",
  };
  const { status, messages } = await ask("POST", "/mcp", {
    headers,
    body: JSON.stringify(toRequest(1, "tools/list", { _meta: modernMeta() })),
  });
  expect([status, messages[0]?.result?.["tools"]]).toEqual([200, expect.any(Array)]);
  expect(app.log().filter(({ level }) => level === "fatal")).toEqual([]);
  expect(app.log().filter(({ msg }) => msg === "request failed")).toEqual([]);
}

test("no POST /mcp makes the server fail, hang or answer without a JSON-RPC message", async () => {
  const property = fc.asyncProperty(exchanges, async (exchange) => {
    checkAnswer(await ask("POST", "/mcp", exchange));
  });
  await fc.assert(property, { numRuns: 3000 });
  await stillServes();
}, 120_000);

test("no text at all does either", async () => {
  const headers = { "content-type": "application/json", accept: "*/*" };
  const property = fc.asyncProperty(fc.oneof(fc.json(), fc.string()), async (body) => {
    checkAnswer(await ask("POST", "/mcp", { headers, body }));
  });
  await fc.assert(property, { numRuns: 300 });
  await stillServes();
}, 60_000);

test("no POST /messages does either", async () => {
  const property = fc.asyncProperty(exchanges, anyHeaderText, async ({ headers, body }, id) => {
    checkAnswer(await ask("POST", `/messages?sessionId=${encodeURIComponent(id)}`, { headers, body }));
  });
  await fc.assert(property, { numRuns: 300 });
  await stillServes();
}, 60_000);

test("no GET or DELETE does either", async () => {
  const property = fc.asyncProperty(fc.constantFrom("GET", "DELETE"), exchanges, async (method, { headers }) => {
    fc.pre(!(method === "DELETE" && headers["mcp-session-id"] === OUR_SESSION));
    const { status, messages } = await ask(method, "/mcp", { headers });
    expect(status).toBeLessThan(500);
    if (status >= 400) expect(messages).toMatchObject([{ jsonrpc: "2.0", error: { code: expect.any(Number) } }]);
  });
  await fc.assert(property, { numRuns: 300 });
  await stillServes();
}, 60_000);

test("no line on stdin makes the stdio server fail, hang or say something that is no JSON-RPC", async () => {
  const child = lab.spawn("mcp-stdio", { dataDir: app.dataDir, env });
  const stdio = speakStdio(child);
  await stdio.initialize();
  const lines = fc.array(fc.oneof({ weight: 5, arbitrary: exchanges.map(({ body }) => body) }, fc.string()), {
    minLength: 5,
    maxLength: 20,
  });
  const property = fc.asyncProperty(lines, async (some) => {
    for (const line of some) child.child.stdin.write(`${line.replaceAll(/[\r\n]/g, " ")}\n`);
    expect((await stdio.request("ping", undefined, ANSWER_MS)).result).toEqual({});
  });
  await fc.assert(property, { numRuns: 60 });
  expect(stdio.messages().filter(({ jsonrpc, error }) => jsonrpc !== "2.0" || error?.code === -32_603)).toEqual([]);
  stdio.end();
  expect(await within(10_000, "it ends with its client", child.ended)).toEqual({ code: 0, signal: null });
}, 60_000);
