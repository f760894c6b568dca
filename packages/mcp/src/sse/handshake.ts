import type { JSONRPCMessage, Transport } from "@modelcontextprotocol/server";

/**
 * What a client said when it began: a new server has to be told before it can go on where another one was. A class, because
 * every idle stream has one.
 */
export class Handshake {
  readonly #replayId: string;
  readonly #messages: JSONRPCMessage[] = [];
  #onReplayed: (() => void) | undefined = undefined;

  constructor(sessionId: string) {
    this.#replayId = `replay:${sessionId}`;
  }

  /** Keeps the message where it belongs to the handshake. */
  remember(message: JSONRPCMessage): void {
    if (!("method" in message)) return;
    if (message.method === "initialize" && "id" in message) this.#messages.splice(0, this.#messages.length, message);
    else if (message.method === "notifications/initialized" && this.#messages.length < 2) this.#messages.push(message);
  }

  /** What is known now; what is delivered next comes into the handshake while a server connects. */
  known(): readonly JSONRPCMessage[] {
    return [...this.#messages];
  }

  /** Tells it to a server. A call may ask at once what the client can: it has to be through by then. */
  async replay(messages: readonly JSONRPCMessage[], transport: Transport): Promise<void> {
    for (const message of messages) {
      if (!("id" in message)) transport.onmessage?.(message);
      else
        await new Promise<void>((resolve) => {
          this.#onReplayed = resolve;
          transport.onmessage?.({ ...message, id: this.#replayId });
        });
    }
  }

  /** True for the answer to what was replayed, which no client waits for. */
  takes(message: JSONRPCMessage): boolean {
    if ("method" in message || message.id !== this.#replayId) return false;
    this.#onReplayed?.();
    return true;
  }

  /** Of the client's `initialize`. */
  initializeId(): string | number | undefined {
    const [first] = this.#messages;
    return first !== undefined && "id" in first ? first.id : undefined;
  }

  /** As the client sent them. */
  initializeParams(): unknown {
    const [first] = this.#messages;
    return first !== undefined && "params" in first ? first.params : undefined;
  }
}
