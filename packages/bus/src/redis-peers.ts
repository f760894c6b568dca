import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { AppError, withDeadline, type Logger, type Peers } from "@mcp-tools/core";
import type { RedisLink } from "./redis-link.ts";

export interface RedisPeersOptions {
  readonly link: RedisLink;
  readonly logger: Logger;
  /** Time for an answer, default 2 s. */
  readonly answerMs?: number | undefined;
}

const NAME_BYTES = 6;
const ANSWER_MS = 2_000;
/** A process that has just come back to Redis hears nothing for a moment. */
const RETRY_MS = [50, 150, 400, 800];
/** Questions that wait for their answer. */
const WAITING_MAX = 10_000;
/** How long a question that was answered is known again. */
const KNOWN_MS = 10_000;
const KNOWN_MAX = 20_000;

interface Question {
  readonly ask: number;
  readonly from: string;
  readonly request: unknown;
}
type Letter = Question | { readonly answer: number; readonly value?: unknown };

const channelOf = (name: string) => `mcp-tools:peer:${name}`;

/** Each process hears a channel of its own. Redis says how many hear it, which tells whether the process is there. */
export function createRedisPeers({ link, logger, answerMs = ANSWER_MS }: RedisPeersOptions): Peers {
  const own = randomBytes(NAME_BYTES).toString("base64url");
  const waiting = new Map<number, (value: unknown) => void>();
  /** Oldest first. */
  const known = new Map<string, { readonly value: unknown; readonly until: number }>();
  let answer: ((request: unknown) => unknown) | undefined;
  let count = 0;
  let release: (() => void) | undefined;

  function hear(text: string): void {
    const letter = JSON.parse(text) as Letter;
    if ("answer" in letter) return waiting.get(letter.answer)?.(letter.value);
    if (answer === undefined) return;
    const reply: Letter = { answer: letter.ask, value: answerOnce(letter, answer) };
    link
      .run((client) => client.publish(channelOf(letter.from), JSON.stringify(reply)))
      .catch((err: unknown) => logger.debug({ err, peer: letter.from }, "peer not answered"));
  }

  /** Said again where Redis counted nobody who heard it, which is only certain of a single node: it is taken once all the same. */
  function answerOnce({ ask, from, request }: Question, give: (request: unknown) => unknown): unknown {
    const name = `${from}:${ask}`;
    const before = known.get(name);
    if (before !== undefined) return before.value;
    const now = Date.now();
    for (const [oldest, { until }] of known) {
      if (until > now && known.size < KNOWN_MAX) break;
      known.delete(oldest);
    }
    const value = give(request);
    known.set(name, { value, until: now + KNOWN_MS });
    return value;
  }

  function listen(): void {
    release ??= link.listen(channelOf(own), (text) => {
      try {
        hear(text);
      } catch (err) {
        logger.error({ err }, "a peer's message could not be handled");
      }
    });
  }

  async function send(peer: string, letter: Letter): Promise<void> {
    const text = JSON.stringify(letter);
    const publish = () => link.run((client) => client.publish(channelOf(peer), text));
    if ((await publish()) > 0) return;
    for (const ms of RETRY_MS) {
      await sleep(ms, undefined, { ref: false });
      if ((await publish()) > 0) return;
    }
    throw new AppError("not_found", "The process that this is for is not there any more.");
  }

  return {
    own,
    serve(given) {
      answer = given;
      listen();
      return () => (answer = undefined);
    },
    async ask(peer, request) {
      if (waiting.size >= WAITING_MAX)
        throw new AppError("unavailable", "Too many questions to other processes wait for their answer.");
      listen();
      const id = ++count;
      const answered = new Promise((resolve) => waiting.set(id, resolve));
      try {
        await send(peer, { ask: id, from: own, request });
        return await withDeadline(answered, answerMs, "The process that this is for");
      } catch (error) {
        if (error instanceof AppError && error.code === "timeout")
          throw new AppError("unavailable", error.message, { cause: error });
        throw error;
      } finally {
        waiting.delete(id);
      }
    },
    close() {
      release?.();
      return Promise.resolve();
    },
  };
}
