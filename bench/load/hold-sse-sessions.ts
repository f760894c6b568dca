import { connect } from "node:net";
import { openHttpConnection, type HttpConnection } from "./http-connection.ts";
import { httpRequest, initializeBody, initializedBody } from "./mcp-requests.ts";
import type { SseJob } from "./sse-job.ts";

const openingAtOnce = 32;
const answerTimeoutMs = 30_000;

const { port, sessions } = JSON.parse(process.argv[2] ?? "") as SseJob;
await Promise.all(
  Array.from({ length: openingAtOnce }, (_, index) => openShare(Math.floor((sessions + index) / openingAtOnce))),
);
process.stdout.write("open\n");
process.stdin.on("end", () => process.exit(0)).resume();

async function openShare(count: number): Promise<void> {
  let posting: HttpConnection | undefined;
  for (let done = 0; done < count; done++) {
    posting ??= await openHttpConnection({ port, onResponse: () => {}, onBroken: () => (posting = undefined) });
    await openSession(posting);
  }
  posting?.close();
}

/** `GET /sse`, `initialize`, `notifications/initialized` (2024-11-05); resolves when the session is ready, and leaves its stream open. */
async function openSession(posting: HttpConnection): Promise<void> {
  const stream = openStream();
  const path = await stream.find(/event: *endpoint\r?\ndata: *(\S+)/);
  const url = new URL(path, `http://127.0.0.1:${port}`);
  const post = async (body: unknown): Promise<void> => {
    const response = await posting.request(
      httpRequest({ method: "POST", path: url.pathname + url.search, port, body }),
    );
    if (response.status !== 202)
      throw new Error(`POST ${url.pathname} was answered with ${response.status}: ${response.body.slice(0, 160)}`);
  };
  await post(initializeBody("2024-11-05"));
  await stream.find(/"protocolVersion":"(2024-11-05)"/);
  await post(initializedBody);
  stream.forget();
}

function openStream(): { find(pattern: RegExp): Promise<string>; forget(): void } {
  let text = "";
  let look = (): void => {};
  const socket = connect({ port, host: "127.0.0.1" });
  socket.setEncoding("latin1");
  socket.on("data", (part) => {
    text += String(part);
    look();
  });
  socket.on("close", () => quit("a stream was closed"));
  socket.on("error", (cause) => quit(cause.message));
  socket.write(
    `GET /sse HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAccept: text/event-stream\r\nUser-Agent: mcp-tools-bench\r\n\r\n`,
  );

  return {
    find(pattern) {
      const tooLate = setTimeout(
        () => quit(`no ${pattern} within ${answerTimeoutMs} ms: ${text.slice(0, 200)}`),
        answerTimeoutMs,
      );
      return new Promise<string>((resolve) => {
        look = () => {
          const match = pattern.exec(text);
          if (match === null) return;
          clearTimeout(tooLate);
          resolve(match[1] ?? "");
        };
        look();
      });
    },
    forget() {
      look = () => {};
      text = "";
      socket.removeAllListeners("data").resume();
    },
  };
}

function quit(reason: string): never {
  process.stderr.write(`${reason}\n`);
  process.exit(1);
}
