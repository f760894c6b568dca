import { createInterface } from "node:readline";
import { PassThrough } from "node:stream";
import { silentLogger } from "@mcp-tools/core";
import type { Definition, ToolboxDeps } from "@mcp-tools/tools";
import { createTestToolbox, type TestToolbox } from "@mcp-tools/tools/testing";
import { openEarlyAnswer } from "../stdio/early-answer.ts";
import { serveMcpStdio, type McpStdio } from "../stdio/serve-stdio.ts";
import { createFakeState, type FakeState } from "./fake-state.ts";
import type { Message } from "./send.ts";
import { createTestDefinitions, type TestDefinitions } from "./test-definitions.ts";

export interface TestStdio extends TestDefinitions {
  readonly stdio: McpStdio;
  readonly state: FakeState;
  readonly tools: TestToolbox;
  readonly stdin: PassThrough;
  /** Every message so far. */
  readonly messages: readonly Message[];
  /** Writes messages, each as one line; a string is written as it is. */
  say(...messages: unknown[]): void;
  /** The first message of all that fits; waits for it. */
  hear(fits: (message: Message) => boolean): Promise<Message>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** MCP over a pair of streams, with the early answer in front where asked. */
export function startStdio({
  definitions = [],
  answersEarly = false,
  governed,
}: {
  definitions?: readonly Definition[];
  answersEarly?: boolean;
  /** Over those of the test toolbox. */
  governed?: Partial<ToolboxDeps>;
} = {}): TestStdio {
  const own = createTestDefinitions();
  const state = createFakeState();
  const tools = createTestToolbox([...own.definitions, ...definitions], {
    announce: (event) => state.bus.publish(event),
    ...governed,
  });
  const stdin = new PassThrough();
  const stdout = new PassThrough();
  const messages: Message[] = [];
  const watchers = new Set<() => void>();
  createInterface({ input: stdout }).on("line", (line) => {
    messages.push(JSON.parse(line) as Message);
    for (const watcher of watchers) watcher();
  });
  const early = answersEarly ? openEarlyAnswer({ stdin, stdout, version: "0.0.0" }) : { stdin };
  const stdio = serveMcpStdio(
    {
      toolbox: tools.toolbox,
      bus: state.bus,
      logger: silentLogger,
      version: "0.0.0",
      signingKey: () => new Uint8Array(32),
    },
    { stdout, ...early },
  );
  return {
    ...own,
    stdio,
    state,
    tools,
    stdin,
    messages,
    say: (...spoken) =>
      void stdin.write(
        spoken.map((message) => (typeof message === "string" ? message : `${JSON.stringify(message)}\n`)).join(""),
      ),
    hear: (fits) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(
          () => reject(new Error(`No such message in time; so far: ${JSON.stringify(messages).slice(0, 2_000)}`)),
          3_000,
        );
        const watcher = () => {
          const found = messages.find(fits);
          if (found === undefined) return;
          clearTimeout(timer);
          watchers.delete(watcher);
          resolve(found);
        };
        watchers.add(watcher);
        watcher();
      }),
    async [Symbol.asyncDispose]() {
      for (const call of own.waiting.values()) call.finish("the test is over");
      await stdio.stop(1_000);
    },
  };
}
