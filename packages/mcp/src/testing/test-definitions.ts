import { createGate } from "@mcp-tools/tools/testing";
import type { Definition, ToolContext } from "@mcp-tools/tools";

/** Tools that a test holds in its hand: what runs, when it ends, and what became of its signal. */
export interface TestDefinitions {
  readonly definitions: readonly Definition[];
  /** Calls of `wait` that run now, by their `key` argument. */
  readonly waiting: ReadonlyMap<string, WaitingCall>;
  /** Waits until `wait` runs with that key. */
  started(key: string): Promise<WaitingCall>;
}

export interface WaitingCall {
  readonly ctx: ToolContext;
  /** Ends the call with this text. */
  finish(text: string): void;
}

const TEXT = { type: "string" } as const;
const FORM = { type: "object", properties: { name: TEXT } } as const;

export function createTestDefinitions(): TestDefinitions {
  const waiting = new Map<string, WaitingCall>();
  const watchers = new Set<() => void>();

  const definitions: Definition[] = [
    {
      name: "echo",
      description: "Says what it is told",
      access: "read",
      input: { type: "object", properties: { message: TEXT }, required: ["message"] },
      output: { type: "object", properties: { message: TEXT }, required: ["message"] },
      run: ({ message }) => ({ message }),
    },
    {
      name: "wait",
      description: "Runs until the test ends it",
      access: "read",
      input: { type: "object", properties: { key: TEXT } },
      run: (input, ctx) => {
        const { key = "" } = input as { key?: string };
        const gate = createGate<string>();
        waiting.set(key, { ctx, finish: gate.resolve });
        for (const watcher of watchers) watcher();
        return gate.promise.finally(() => waiting.delete(key));
      },
    },
    {
      name: "ask",
      description: "Asks the person at the client",
      access: "read",
      input: { type: "object", properties: { key: TEXT } },
      run: async (input, ctx) => {
        const { key = "name" } = input as { key?: string };
        const answer = await ctx.ask({ message: "Who?", schema: FORM }, { key });
        return answer.action === "accept" ? `hello ${String(answer.content["name"])}` : answer.action;
      },
    },
    {
      name: "ask_twice",
      description: "Asks two questions, one after the other",
      access: "read",
      run: async (_input, ctx) => {
        const first = await ctx.ask({ message: "First?", schema: FORM }, { key: "first" });
        const second = await ctx.ask({ message: "Second?", schema: FORM }, { key: "second" });
        return JSON.stringify([first, second]);
      },
    },
    {
      name: "sample",
      description: "Asks the client's model",
      access: "read",
      run: async (_input, ctx) => JSON.stringify(await ctx.sample({ messages: [], maxTokens: 1 }, { key: "model" })),
    },
    {
      name: "log",
      description: "Logs a line of each level to the client",
      access: "read",
      run: (_input, ctx) => {
        for (const level of ["debug", "info", "error"] as const) ctx.logToClient(level, `a line of ${level}`);
        return "logged";
      },
    },
    {
      name: "progress",
      description: "Reports progress three times",
      access: "read",
      run: (_input, ctx) => {
        for (const done of [0, 1, 2]) ctx.progress(done, 2);
        return "done";
      },
    },
    {
      name: "large",
      description: "Returns that many characters",
      access: "read",
      input: { type: "object", properties: { characters: { type: "integer" } }, required: ["characters"] },
      run: (input) => "x".repeat((input as { characters: number }).characters),
    },
    {
      name: "region",
      description: "Has arguments that are mirrored in headers",
      access: "read",
      input: {
        type: "object",
        properties: {
          region: { ...TEXT, "x-mcp-header": "Region" },
          count: { type: "integer", "x-mcp-header": "Count" },
          dry: { type: "boolean", "x-mcp-header": "Dry" },
        },
      },
      run: (input) => JSON.stringify(input),
    },
    { uri: "test://note", name: "note", mimeType: "text/plain", read: () => "a note" },
    {
      uriTemplate: "test://items/{id}",
      name: "item",
      complete: { id: (value) => ["one", "two"].filter((id) => id.startsWith(value)) },
      read: (variables: Readonly<Record<string, string>>) =>
        variables["id"] === "none" ? undefined : `item ${variables["id"]}`,
    },
    {
      name: "greet",
      description: "Greets",
      arguments: [{ name: "name", required: true, complete: () => ["Ada"] }],
      messages: ({ name }) => `Hello ${String(name)}`,
    },
    {
      name: "interview",
      messages: async (_args, ctx) =>
        `Answered: ${JSON.stringify(await ctx.ask({ message: "Who?", schema: FORM }, { key: "name" }))}`,
    },
  ];

  return {
    definitions,
    waiting,
    async started(key) {
      for (;;) {
        const call = waiting.get(key);
        if (call !== undefined) return call;
        await new Promise<void>((resolve) => {
          const watcher = () => {
            watchers.delete(watcher);
            resolve();
          };
          watchers.add(watcher);
        });
      }
    },
  };
}
