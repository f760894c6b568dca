import type { HttpConnection } from "./http-connection.ts";
import { inShares } from "./in-shares.ts";
import { callRequest, firstCallId } from "./mcp-requests.ts";
import { openSession } from "./open-session.ts";
import type { RebuildJob, RebuildResult } from "./rebuild-job.ts";

const { port, otherPort, sessions: count } = JSON.parse(process.argv[2] ?? "") as RebuildJob;
const opened = await inShares({ port, count, onBroken: quit }, (connection) => openSession(connection, port));
const startedAt = performance.now();
await inShares({ port: otherPort, count, onBroken: quit }, (connection, index) => call(connection, opened[index]));
const perSecond = count / ((performance.now() - startedAt) / 1000);
process.stdout.write(`${JSON.stringify({ perSecond } satisfies RebuildResult)}\n`);
process.exit(0);

async function call(connection: HttpConnection, sessionId: string | undefined): Promise<void> {
  const render = callRequest({ leg: "legacy", port: otherPort, sessionId });
  const { status, body } = await connection.request(render(firstCallId));
  if (status !== 200) quit(`a call was answered with ${status}: ${body.slice(0, 160)}`);
}

function quit(reason: string): never {
  process.stderr.write(`${reason}\n`);
  process.exit(1);
}
