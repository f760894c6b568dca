import type { CallJob } from "./call-job.ts";
import { findFault, findFaultThoroughly } from "./check-answer.ts";
import { openHttpConnection, type HttpConnection } from "./http-connection.ts";
import { callRequest, httpRequest, sessionHeaders } from "./mcp-requests.ts";
import { openSession } from "./open-session.ts";
import type { HttpResponse } from "./read-response.ts";

const thoroughEvery = 50;
/** Node's servers end a connection that was idle for 5 s, and a request may cross that. */
const idleMaxMs = 4500;

/** One connection, or one to each of two replicas, with one call in flight. */
export interface Caller {
  /** Calls for as long as the tally says that it is running. */
  start(): Promise<void>;
  /** Resolves when no call is in flight. */
  rest(): Promise<void>;
  /** Ends its session, too. */
  close(): Promise<void>;
}

export interface Tally {
  nextId(): number;
  isRunning(): boolean;
  answer(sentAt: number): void;
  fault(reason: string): void;
}

export interface CallerOptions extends Pick<CallJob, "port" | "otherPort" | "leg" | "headers"> {
  readonly tally: Tally;
}

export async function openCaller({ port, otherPort, leg, tally, headers: extra }: CallerOptions): Promise<Caller> {
  let id = 0;
  let sentAt = 0;
  let answers = 0;
  let isBusy = false;
  let onRest: (() => void) | undefined;
  let restedAt = performance.now();

  const next = (): void => {
    if (!tally.isRunning()) return rest();
    id = tally.nextId();
    sentAt = performance.now();
    (id % 2 === 0 ? connection : other).send(render(id));
  };
  const rest = (): void => {
    isBusy = false;
    restedAt = performance.now();
    onRest?.();
  };
  const onResponse = (response: HttpResponse): void => {
    const fault =
      findFault(response, id) ?? (answers++ % thoroughEvery === 0 ? findFaultThoroughly(response, id) : undefined);
    if (fault === undefined) tally.answer(sentAt);
    else tally.fault(fault);
    next();
  };
  const onBroken = (reason: string): void => {
    if (!isBusy) return;
    tally.fault(reason);
    rest();
  };
  const open = (to: number): Promise<HttpConnection> => openHttpConnection({ port: to, onResponse, onBroken });

  let connection = await open(port);
  let other = otherPort === undefined ? connection : await open(otherPort);
  const sessionId = leg === "legacy" ? await openSession(connection, port, extra) : undefined;
  const render = callRequest({ leg, port, sessionId, extra });
  return {
    async start() {
      if (performance.now() - restedAt > idleMaxMs) {
        connection.close();
        other.close();
      }
      if (connection.isOver()) connection = await open(port);
      if (otherPort === undefined) other = connection;
      else if (other.isOver()) other = await open(otherPort);
      isBusy = true;
      next();
    },
    async rest() {
      if (isBusy) await new Promise<void>((resolve) => (onRest = resolve));
    },
    async close() {
      if (sessionId !== undefined && !connection.isOver())
        await connection
          .request(
            httpRequest({ method: "DELETE", path: "/mcp", port, headers: { ...sessionHeaders(sessionId), ...extra } }),
          )
          .catch(() => {});
      connection.close();
      other.close();
    },
  };
}
