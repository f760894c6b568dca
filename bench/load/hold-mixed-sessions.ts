import { connect } from "node:net";
import type { HttpConnection } from "./http-connection.ts";
import { inShares } from "./in-shares.ts";
import {
  callRequest,
  firstCallId,
  httpRequest,
  initializeBody,
  initializedBody,
  messageOf,
  sessionHeaders,
} from "./mcp-requests.ts";
import { openSession } from "./open-session.ts";
import type { SseJob } from "./sse-job.ts";

const answerTimeoutMs = 60_000;

interface OpenStream {
  /** Resolves with what the pattern's group matches, in what comes from now on. */
  find(pattern: RegExp): Promise<string>;
}

/** Calls the tool once in the session. */
type Session = (posting: HttpConnection, id: number) => Promise<void>;

const { port, sessions } = JSON.parse(process.argv[2] ?? "") as SseJob;
const open: Session[] = [];

await inShares({ port, count: sessions, onBroken: quit }, async (posting, index) => {
  open.push(await (index % 2 === 0 ? openSse(posting) : openHttp(posting)));
});
say("open");
process.stdin.on("end", () => process.exit(0));
process.stdin.on("data", () => {
  void inShares({ port, count: open.length, onBroken: quit }, async (posting, index) =>
    open[index]?.(posting, firstCallId + index),
  ).then(() => say(`answered ${open.length}`));
});

/** 2024-11-05: the stream is the session. */
async function openSse(posting: HttpConnection): Promise<Session> {
  const stream = openStream("/sse", {});
  const path = await stream.find(/event: *endpoint\r?\ndata: *(\S+)/);
  const post = async (body: unknown): Promise<void> => {
    const { status, body: text } = await posting.request(httpRequest({ method: "POST", path, port, body }));
    if (status !== 202) quit(`POST ${path} was answered with ${status}: ${text.slice(0, 160)}`);
  };
  const begun = stream.find(/"protocolVersion":"(2024-11-05)"/);
  await post(initializeBody("2024-11-05"));
  await begun;
  await post(initializedBody);
  return async (connection, id) => {
    const params = { name: "echo", arguments: { message: messageOf(id) } };
    const body = { jsonrpc: "2.0", id, method: "tools/call", params };
    const answered = stream.find(new RegExp(`(${messageOf(id)})`));
    const { status } = await connection.request(httpRequest({ method: "POST", path, port, body }));
    if (status !== 202) quit(`a call over /sse was answered with ${status}`);
    await answered;
  };
}

/** A session of /mcp with its standalone stream open. */
async function openHttp(posting: HttpConnection): Promise<Session> {
  const sessionId = await openSession(posting, port);
  const headers = sessionHeaders(sessionId);
  const stream = openStream("/mcp", headers);
  await stream.find(/^HTTP\/1\.1 (200)/);
  const call = callRequest({ leg: "legacy", port, sessionId });
  return async (connection, id) => {
    const { status, body } = await connection.request(call(id));
    if (status !== 200 || !body.includes(messageOf(id))) quit(`a call over /mcp was answered with ${status}`);
  };
}

function openStream(path: string, headers: Readonly<Record<string, string | undefined>>): OpenStream {
  let text = "";
  let look: (() => void) | undefined;
  const socket = connect({ port, host: "127.0.0.1" });
  socket.setEncoding("latin1");
  socket.on("data", (part) => {
    // Signs of life are of no interest, and would fill the memory.
    if (look === undefined) return;
    text += String(part);
    look();
  });
  socket.on("close", () => quit(`a stream of ${path} was closed`));
  socket.on("error", (cause) => quit(cause.message));
  const lines = Object.entries({ ...headers, Accept: "text/event-stream" }).map(([name, value]) => `${name}: ${value}`);
  socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n${lines.join("\r\n")}\r\n\r\n`);
  return {
    find(pattern) {
      const tooLate = setTimeout(() => quit(`no ${pattern} on ${path}: ${text.slice(0, 200)}`), answerTimeoutMs);
      return new Promise<string>((resolve) => {
        look = () => {
          const match = pattern.exec(text);
          if (match === null) return;
          clearTimeout(tooLate);
          text = "";
          look = undefined;
          resolve(match[1] ?? "");
        };
        look();
      });
    },
  };
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function quit(reason: string): never {
  process.stderr.write(`${reason}\n`);
  process.exit(1);
}
