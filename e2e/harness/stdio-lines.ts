import type { App } from "./app.ts";
import { initialized, type Message, toInitialize, toRequest } from "./json-rpc.ts";
import { until } from "./until.ts";

/** The stdio app spoken to by hand, a JSON text a line. */
export interface StdioLines {
  write(line: unknown): void;
  /** Everything on stdout so far; a line that is no JSON throws. */
  messages(): readonly Message[];
  request(method: string, params?: object, timeoutMs?: number): Promise<Message>;
  /** @throws Error when it is not answered in time */
  initialize(version?: string, timeoutMs?: number): Promise<Message>;
  call(tool: string, args?: object, timeoutMs?: number): Promise<Message>;
  /** The client goes away. */
  end(): void;
}

export function speakStdio({ child, stdout }: App): StdioLines {
  let count = 0;
  const lines: string[] = stdout().split("\n");
  const parsed: Message[] = [];
  child.stdout.on("data", (chunk: string) => {
    const [first = "", ...others] = chunk.split("\n");
    lines.push(`${lines.pop() ?? ""}${first}`, ...others);
  });
  const messages = () => {
    // The last one is not whole yet.
    for (const line of lines.splice(0, lines.length - 1)) parsed.push(JSON.parse(line) as Message);
    return parsed;
  };
  const write = (line: unknown) => void child.stdin.write(`${JSON.stringify(line)}\n`);
  const answerTo = (id: string | number, timeoutMs: number) =>
    until(
      `request ${id} is answered on stdout`,
      () => messages().findLast((message) => message.id === id && message.method === undefined),
      { timeoutMs, everyMs: 5 },
    );
  const request: StdioLines["request"] = (method, params, timeoutMs = 15_000) => {
    const id = `e2e-${(count += 1)}`;
    write(toRequest(id, method, params));
    return answerTo(id, timeoutMs);
  };
  return {
    write,
    messages,
    request,
    async initialize(version = "2025-11-25", timeoutMs = 10_000) {
      const opening = toInitialize(version);
      write(opening);
      const answer = await answerTo(opening.id ?? "", timeoutMs);
      write(initialized);
      return answer;
    },
    call: (name, args = {}, timeoutMs) => request("tools/call", { name, arguments: args }, timeoutMs),
    end: () => void child.stdin.end(),
  };
}
