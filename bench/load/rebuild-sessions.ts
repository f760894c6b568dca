import { openHttpConnection, type HttpConnection } from "./http-connection.ts";
import {
  callRequest,
  firstCallId,
  httpRequest,
  initializeBody,
  initializedBody,
  legacyVersion,
  sessionHeaders,
} from "./mcp-requests.ts";
import { headerOf } from "./read-response.ts";
import type { RebuildJob, RebuildResult } from "./rebuild-job.ts";

const atOnce = 32;

const { port, otherPort, sessions } = JSON.parse(process.argv[2] ?? "") as RebuildJob;
const opened = await inShares(port, sessions, openSession);
const startedAt = performance.now();
await inShares(otherPort, sessions, (connection, index) => call(connection, opened[index] ?? ""));
const perSecond = sessions / ((performance.now() - startedAt) / 1000);
process.stdout.write(`${JSON.stringify({ perSecond } satisfies RebuildResult)}\n`);
process.exit(0);

/** Does the work for each of so many, over a few connections, one after the other on each. */
async function inShares<T>(
  to: number,
  count: number,
  work: (connection: HttpConnection, index: number) => Promise<T>,
): Promise<T[]> {
  const done: T[] = [];
  let next = 0;
  const share = async (): Promise<void> => {
    const connection = await openHttpConnection({ port: to, onResponse: () => {}, onBroken: quit });
    for (let index = next++; index < count; index = next++) done[index] = await work(connection, index);
    connection.close();
  };
  await Promise.all(Array.from({ length: atOnce }, share));
  return done;
}

async function openSession(connection: HttpConnection): Promise<string> {
  const post = (body: unknown, headers = {}) =>
    connection.request(httpRequest({ method: "POST", path: "/mcp", port, headers, body }));
  const answer = await post(initializeBody(legacyVersion));
  const sessionId = headerOf(answer, "mcp-session-id");
  if (answer.status !== 200 || sessionId === undefined) return quit(`initialize was answered with ${answer.status}`);
  await post(initializedBody, sessionHeaders(sessionId));
  return sessionId;
}

async function call(connection: HttpConnection, sessionId: string): Promise<void> {
  const render = callRequest({ leg: "legacy", port: otherPort, sessionId });
  const { status, body } = await connection.request(render(firstCallId));
  if (status !== 200) quit(`a call was answered with ${status}: ${body.slice(0, 160)}`);
}

function quit(reason: string): never {
  process.stderr.write(`${reason}\n`);
  process.exit(1);
}
