import { setTimeout as sleep } from "node:timers/promises";
import { cells, type Cell } from "./cells.ts";
import type { Lab } from "./lab.ts";
import { textOf } from "./json-rpc.ts";
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
  /** Answers to calls that had one already. */
  doubled: number;
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
  /** For each call; its message comes back. */
  readonly tool: string;
  readonly args?: Readonly<Record<string, unknown>>;
  readonly deadlineMs?: number;
}

const DEADLINE_MS = 45_000;
const PAUSE_MS = 10;
const RECONNECT_MS = 200;

/** Real clients that call as fast as they are answered, and connect anew when they have to. */
export function startLoad({ lab, url, clients, tool, args = {}, deadlineMs = DEADLINE_MS }: LoadOptions): Load {
  const tally: Tally = {
    sent: 0,
    answered: new Set(),
    refused: 0,
    cut: 0,
    hung: [],
    doubled: 0,
    reasons: new Map(),
  };
  let isStopped = false;
  const place = { lab, url, dataDir: lab.folder, env: {} };
  const working = clients.map((name, index) => work(cellOf(name), index));

  async function work(cell: Cell, index: number): Promise<void> {
    let client: TestClient | undefined;
    for (let count = 0; !isStopped; count++) {
      try {
        client ??= await inTime(cell.connect(place));
      } catch {
        await sleep(RECONNECT_MS);
        continue;
      }
      if (!(await call(client, `${cell.name} ${index} ${count}`))) {
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
    tally.doubled += errors.filter(({ message }) => /unknown message id/i.test(message)).length;
  }

  /** False: the client is of no use any more. */
  async function call(client: TestClient, message: string): Promise<boolean> {
    tally.sent += 1;
    try {
      const result = await inTime(client.call(tool, { ...args, message }));
      const text = textOf({ jsonrpc: "2.0", result: { ...result } });
      if (result.isError === true) {
        tally.refused += 1;
        note(text);
        await sleep(RECONNECT_MS);
      } else tally.answered.add(text);
      return true;
    } catch (error) {
      if (error === HUNG) tally.hung.push(message);
      else {
        tally.cut += 1;
        note(error instanceof Error ? error.message : String(error));
      }
      return false;
    }
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
      isStopped = true;
      await Promise.all(working);
    },
  };
}

const HUNG = new Error("no answer within the deadline");

function cellOf(name: string): Cell {
  const cell = cells.find((one) => one.name === name);
  if (cell === undefined) throw new Error(`there is no client ${name}`);
  return cell;
}
