import { isAppError, type Peers } from "@mcp-tools/core";
import { Codes, idOf } from "../http/answer.ts";
import { sessionIsGone, type Refusal, type Sender } from "./accept-messages.ts";

/** Brings what a client sent to the process that holds its stream. */
export interface MessageRelay {
  /** A new session's id, from which every process sees whose it is. */
  nameSession(random: string): string;
  /** The process that holds the session, where it is another one. */
  ownerOf(sessionId: string): string | undefined;
  /** Resolves when the owner has taken it, or said why not: so the messages of a client that waits for each 202 stay in order. */
  send(owner: string, letter: Letter): Promise<Refusal | undefined>;
  close(): void;
}

interface Letter {
  readonly sessionId: string;
  readonly body: unknown;
  readonly sender: Sender;
}

export type Accept = (letter: Letter) => Refusal | undefined;

export function createMessageRelay(peers: Peers, accept: Accept): MessageRelay {
  const release = peers.serve((letter) => accept(letter as Letter) ?? null);
  return {
    nameSession: (random) => (peers.own === undefined ? random : `${peers.own}.${random}`),
    ownerOf(sessionId) {
      const [owner, random] = sessionId.split(".");
      return random === undefined || owner === peers.own ? undefined : owner;
    },
    async send(owner, letter) {
      try {
        return ((await peers.ask(owner, letter)) as Refusal | null) ?? undefined;
      } catch (error) {
        if (!isAppError(error)) throw error;
        if (error.code === "not_found") return sessionIsGone(letter.body);
        const message = "The process that holds this stream did not answer; it may have taken the message.";
        // Not 503: a balancer may send that again.
        return { status: 504, code: Codes.server, message, id: idOf(letter.body) };
      }
    },
    close: release,
  };
}
