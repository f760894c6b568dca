import { open, type SendOptions } from "./http.ts";
import type { Message } from "./json-rpc.ts";
import { until } from "./until.ts";

/** One frame of a `text/event-stream` as it was sent; `data` may be the empty text of a priming frame. */
export interface Frame {
  readonly id?: string;
  readonly event?: string;
  readonly data?: string;
  readonly retry?: string;
  readonly comment?: string;
}

export interface EventStream {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  /** All frames so far. */
  readonly frames: readonly Frame[];
  /** The messages in them. */
  messages(): Message[];
  /** The first message that fits, come or to come. */
  message(what: string, fits: (message: Message) => boolean, timeoutMs?: number): Promise<Message>;
  readonly hasEnded: boolean;
  /** Waits for the server to end it. */
  ended(timeoutMs?: number): Promise<void>;
  /** Drops the connection, as a lost network does. */
  cut(): void;
}

/** Opens a stream and reads it in the background. */
export async function openEventStream(url: string, options: SendOptions = {}): Promise<EventStream> {
  const response = await open(url, { ...options, headers: { accept: "text/event-stream", ...options.headers } });
  const frames: Frame[] = [];
  let rest = "";
  let hasEnded = false;
  response.setEncoding("utf8");
  response.on("data", (chunk: string) => {
    const parts = (rest + chunk).split("\n\n");
    rest = parts.pop() ?? "";
    frames.push(...parts.map(parseFrame));
  });
  response.on("close", () => (hasEnded = true));
  response.on("error", () => (hasEnded = true));
  const messages = () =>
    frames.flatMap(({ data, event }) => (data && event !== "endpoint" ? [JSON.parse(data) as Message] : []));
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    frames,
    messages,
    message: (what, fits, timeoutMs = 10_000) => until(what, () => messages().find(fits), { timeoutMs }),
    get hasEnded() {
      return hasEnded;
    },
    ended: async (timeoutMs = 10_000) => void (await until("the stream ends", () => hasEnded, { timeoutMs })),
    cut: () => response.destroy(),
  };
}

function parseFrame(text: string): Frame {
  const frame: Record<string, string> = {};
  for (const line of text.split("\n")) {
    const [, name = "", value = ""] = /^([a-z]*):? ?(.*)$/.exec(line) ?? [];
    const key = name === "" ? "comment" : name;
    frame[key] = frame[key] === undefined ? value : `${frame[key]}\n${value}`;
  }
  return frame;
}
