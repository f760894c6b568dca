import { request, type IncomingHttpHeaders, type OutgoingHttpHeaders } from "node:http";

export interface SendOptions {
  readonly method?: string;
  readonly headers?: OutgoingHttpHeaders;
  /** A string is sent as it is, anything else as JSON. */
  readonly body?: unknown;
}

export interface Received {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

export interface ServerSentEvent {
  readonly event: string;
  readonly data: string;
  readonly id: string | undefined;
  readonly retry: number | undefined;
}

/** A response whose body is read as it comes. */
export interface OpenStream {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Every event so far. */
  readonly events: readonly ServerSentEvent[];
  /** The first event, of those not yet taken, whose JSON data or text fits. Waits for it; events before it are skipped. */
  next(fits?: (message: Message, event: ServerSentEvent) => boolean): Promise<Message>;
  /** The JSON-RPC messages so far. */
  messages(): Message[];
  /** Comments so far, which are no events. */
  comments(): number;
  /** What came and is no whole event: all of a body that is no stream of events. */
  text(): string;
  /** Resolves when the server has ended the stream, rejects when the connection broke. */
  readonly ended: Promise<void>;
  /** The client goes away. */
  cut(): void;
  /** Stops, or goes on, reading from the socket. */
  pause(): void;
}

/** A JSON-RPC message as a test looks at it: anything it names may be there. */
export interface Message {
  readonly jsonrpc?: string;
  readonly id?: string | number | null;
  readonly method?: string;
  readonly params?: Readonly<Record<string, any>>; // oxlint-disable-line typescript/no-explicit-any -- tests look at what is there
  readonly result?: any; // oxlint-disable-line typescript/no-explicit-any -- tests look at what is there
  readonly error?: { readonly code: number; readonly message: string; readonly data?: any }; // oxlint-disable-line typescript/no-explicit-any -- tests look at what is there
}

const DEADLINE_MS = 8_000;

/** One exchange on a connection of its own. */
export async function send(url: string, options: SendOptions = {}): Promise<Received> {
  const { status, headers, body } = await open(url, options);
  let text = "";
  for await (const chunk of body.setEncoding("utf8")) text += String(chunk);
  return { status, headers, text };
}

export async function openStream(url: string, options: SendOptions = {}): Promise<OpenStream> {
  const { status, headers, body, cut } = await open(url, options);
  const events: ServerSentEvent[] = [];
  let taken = 0;
  let comments = 0;
  let changed = (): void => {};
  let pieces: string[] = [];
  body.setEncoding("utf8").on("data", (chunk: string) => {
    const wasCut = pieces.at(-1)?.endsWith("\n") === true && chunk.startsWith("\n");
    pieces.push(chunk);
    // A frame of many megabytes comes in many pieces: they are joined once.
    if (!wasCut && !chunk.includes("\n\n")) return;
    const frames = pieces.join("").split("\n\n");
    pieces = [frames.pop() ?? ""];
    for (const frame of frames) {
      if (frame.startsWith(":")) comments += 1;
      else events.push(parseFrame(frame));
    }
    changed();
  });
  const ended = new Promise<void>((resolve, reject) => {
    body.once("end", resolve).once("error", reject);
  });
  ended.catch(() => {});

  async function next(fits: (message: Message, event: ServerSentEvent) => boolean = () => true): Promise<Message> {
    const deadline = AbortSignal.timeout(DEADLINE_MS);
    for (;;) {
      while (taken < events.length) {
        const event = events[taken++] as ServerSentEvent;
        const message = toMessage(event);
        if (fits(message, event)) return message;
      }
      await new Promise<void>((resolve, reject) => {
        changed = resolve;
        const fail = (why: string) =>
          reject(new Error(`${why}; events so far: ${JSON.stringify(events).slice(0, 2_000)}`));
        deadline.addEventListener("abort", () => fail("No such event in time"));
        ended.then(
          () => fail("The stream ended"),
          () => fail("The connection broke"),
        );
      });
    }
  }

  return {
    status,
    headers,
    events,
    next,
    comments: () => comments,
    text: () => pieces.join(""),
    messages: () => events.map(toMessage).filter((message) => message.jsonrpc === "2.0"),
    ended,
    cut,
    pause: () => void body.pause(),
  };
}

function open(url: string, { method = "GET", headers = {}, body }: SendOptions) {
  const text = body === undefined || typeof body === "string" ? body : JSON.stringify(body);
  return new Promise<{
    status: number;
    headers: IncomingHttpHeaders;
    body: import("node:http").IncomingMessage;
    cut: () => void;
  }>((resolve, reject) => {
    const req = request(
      url,
      {
        method,
        agent: false,
        headers: { ...(text !== undefined && { "content-length": Buffer.byteLength(text) }), ...headers },
      },
      (res) => {
        res.on("error", () => {});
        resolve({ status: res.statusCode ?? 0, headers: res.headers, body: res, cut: () => req.destroy() });
      },
    );
    req.once("error", reject);
    req.end(text);
  });
}

function parseFrame(frame: string): ServerSentEvent {
  const fields = new Map(
    frame.split("\n").map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1).trimStart()]),
  );
  const retry = fields.get("retry");
  return {
    event: fields.get("event") ?? "message",
    data: fields.get("data") ?? "",
    id: fields.get("id"),
    retry: retry === undefined ? undefined : Number(retry),
  };
}

function toMessage({ data }: ServerSentEvent): Message {
  try {
    return JSON.parse(data) as Message;
  } catch {
    return {};
  }
}
