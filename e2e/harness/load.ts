import { setTimeout as sleep } from "node:timers/promises";
import { cells, type Cell } from "./cells.ts";
import type { Lab } from "./lab.ts";
import { MODERN, textOf } from "./json-rpc.ts";
import type { TestClient } from "./test-client.ts";

/** What became of calls. */
export interface Tally {
  sent: number;
  /** Messages that came back. */
  readonly answered: Set<string>;
  /** The server said that the call did not run, or that nobody knows: an answer, too. */
  refused: number;
  /** The connection was cut, or the session was gone: the client knows at once that it has no answer. */
  cut: number;
  /** No answer within the deadline. */
  readonly hung: string[];
  /** Answers to calls that had one already. (One may come late to a client that was told that nobody knows.) */
  readonly doubled: string[];
  /** What was said of calls without an answer, and how often. */
  readonly reasons: Map<string, number>;
}

export interface Load {
  readonly tally: Tally;
  /** No further calls; resolves when those under way are over. */
  stop(): Promise<void>;
}

export interface LoadOptions {
  readonly lab: Lab;
  readonly url: string;
  /** Names of `cells`, one client each. */
  readonly clients: readonly string[];
  /** Makes its messages its own. */
  readonly label: string;
  /** For each call; its message comes back. */
  readonly tool: string;
  readonly args?: Readonly<Record<string, unknown>>;
  readonly deadlineMs?: number;
}

const DEADLINE_MS = 45_000;
const PAUSE_MS = 10;
const RECONNECT_MS = 200;

/** Real clients that call as fast as they are answered, and connect anew when they have to. */
export function startLoad({ lab, url, clients, label, tool, args = {}, deadlineMs = DEADLINE_MS }: LoadOptions): Load {
  const tally: Tally = {
    sent: 0,
    answered: new Set(),
    refused: 0,
    cut: 0,
    hung: [],
    doubled: [],
    reasons: new Map(),
  };
  const stopping = new AbortController();
  const place = { lab, url, dataDir: lab.folder, env: {} };
  const working = clients.map((name, index) => work(cellOf(name), index));

  async function work(cell: Cell, index: number): Promise<void> {
    let client: TestClient | undefined;
    for (let count = 0; !stopping.signal.aborted; count++) {
      try {
        client ??= await inTime(cell.connect(place));
      } catch {
        await sleep(RECONNECT_MS);
        continue;
      }
      const message = `${label}: ${cell.name} ${index} ${count}`;
      if (!(await call(client, { message, lost: lostBy(cell) }))) {
        countDoubled(client);
        const gone = client;
        client = undefined;
        await Promise.race([gone.close().catch(() => {}), sleep(1_000)]);
      }
      await sleep(PAUSE_MS);
    }
    if (client !== undefined) countDoubled(client);
    await client?.close().catch(() => {});
  }

  function countDoubled({ errors }: TestClient): void {
    for (const { message } of errors) {
      const [, text = ""] = /unknown message id.*"text":"([^"]*)"/i.exec(message) ?? [];
      if (tally.answered.has(text)) tally.doubled.push(text);
    }
  }

  /** False: the client is of no use any more. */
  async function call(client: TestClient, { message, lost }: { message: string; lost: RegExp }): Promise<boolean> {
    tally.sent += 1;
    const over = new AbortController();
    try {
      const answer = client.call(tool, { ...args, message });
      answer.catch(() => {});
      const gaveUp = givenUp(client, lost, over.signal);
      gaveUp.catch(() => {});
      const result = await inTime(Promise.race([answer, gaveUp]));
      const text = textOf({ jsonrpc: "2.0", result: { ...result } });
      if (result.isError === true) {
        tally.refused += 1;
        note(text);
        await sleep(RECONNECT_MS);
      } else tally.answered.add(text);
      return true;
    } catch (error) {
      if (error === HUNG) tally.hung.push([message, ...client.errors.map((told) => told.message)].join("; "));
      else {
        tally.cut += 1;
        const { message: said, cause } = error as Error;
        note(cause instanceof Error ? `${said}: ${cause.message}` : said);
      }
      return false;
    } finally {
      over.abort();
    }
  }

  /**
   * A client is told when a stream of 2024-11-05 or 2026-07-28 is lost, and its call with it, or when a session is gone that a
   * stream belongs to. The SDKs leave the call open all the same, until their own timeout.
   */
  async function givenUp({ errors }: TestClient, pattern: RegExp, over: AbortSignal): Promise<never> {
    const before = errors.length;
    while (!over.aborted) {
      const error = errors.slice(before).find(({ message }) => pattern.test(message));
      if (error !== undefined) throw error;
      await sleep(50);
    }
    throw new Error("the call is over");
  }

  function note(reason: string): void {
    const short = reason.replaceAll(/[\d.:]{4,}/g, "…").slice(0, 100);
    tally.reasons.set(short, (tally.reasons.get(short) ?? 0) + 1);
  }

  async function inTime<T>(promise: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => (timer = setTimeout(() => reject(HUNG), deadlineMs)));
    try {
      return await Promise.race([promise, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    tally,
    async stop() {
      stopping.abort();
      await Promise.all(working);
    },
  };
}

/** What its client hears when a call's answer cannot come any more. Only streams between those revisions can be resumed. */
function lostBy({ transport, version }: Cell): RegExp {
  if (transport === "sse") return /SSE error/;
  return version === MODERN ? /SSE stream disconnected/ : /Maximum reconnection attempts/;
}

const HUNG = new Error("no answer within the deadline");

function cellOf(name: string): Cell {
  const cell = cells.find((one) => one.name === name);
  if (cell === undefined) throw new Error(`there is no client ${name}`);
  return cell;
}
