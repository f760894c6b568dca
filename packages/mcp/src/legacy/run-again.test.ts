import { expect, test } from "vitest";
import { createFakeState } from "../testing/fake-state.ts";
import { openStream, type Message } from "../testing/send.ts";
import { callTool, openSession, textOf } from "../testing/speak.ts";
import { startMcp } from "../testing/start-mcp.ts";

const isAnswer = ({ result, error }: Message) => result !== undefined || error !== undefined;

/** A call that runs on one replica, whose client has come back to the other one for its answer. */
async function openBereft({ tool = "wait", meta = {} }: { tool?: string; meta?: object } = {}) {
  const state = createFakeState();
  const runs: string[] = [];
  const definitions = ["move", "set"].map((name) => ({
    name,
    description: "Changes something",
    access: "write" as const,
    annotations: { idempotentHint: name === "set" },
    run: async () => {
      runs.push(name);
      await new Promise((resolve) => setTimeout(resolve, 200));
      return "done";
    },
  }));
  const a = await startMcp({ state, definitions });
  const b = await startMcp({ state, definitions });
  const client = await openSession(a.url);
  const stream = await client.stream(callTool(1, tool, {}, { ...meta, progressToken: "p" }));
  await stream.next((_message, { id }) => id !== undefined);
  const resumed = await openStream(`${b.url}/mcp`, {
    headers: {
      accept: "text/event-stream",
      "mcp-session-id": client.sessionId,
      "last-event-id": stream.events.at(-1)?.id ?? "",
    },
  });
  const [streamId = ""] = stream.events.at(-1)?.id?.split("/") ?? [];
  return {
    a,
    b,
    runs,
    resumed,
    die: () => state.streams.bereave(client.sessionId, streamId),
    async [Symbol.asyncDispose]() {
      await a[Symbol.asyncDispose]();
      await b[Symbol.asyncDispose]();
    },
  };
}

test("a call that only reads is run again where its client waits now", async () => {
  await using fleet = await openBereft();
  const first = await fleet.a.started("");
  fleet.die();
  const second = await fleet.b.started("");
  second.ctx.progress(7);
  await fleet.resumed.next(({ method }) => method === "notifications/progress");
  // It was not dead after all.
  first.finish("from the one that stood still");
  await expect.poll(() => fleet.a.errors.map(({ message }) => message)).toContain("stream event lost");
  second.finish("from the other");

  expect(textOf(await fleet.resumed.next(isAnswer))).toBe("from the other");
  await fleet.resumed.ended;
  expect(fleet.resumed.messages().filter(isAnswer)).toHaveLength(1);
});

test("a call that changes something is not: its client is told that nobody knows", async () => {
  await using fleet = await openBereft({ tool: "move" });
  fleet.die();

  expect((await fleet.resumed.next(isAnswer)).error?.message).toContain("nobody knows how far it came");
  await fleet.resumed.ended;
  expect(fleet.runs).toEqual(["move"]);
});

test.for([
  { name: "whose tool says that twice is as good as once", tool: "set", meta: {} },
  { name: "with an idempotency key", tool: "move", meta: { "mcp-tools/idempotency-key": "k-1" } },
])("a call $name is run again, too", async ({ tool, meta }) => {
  await using fleet = await openBereft({ tool, meta });
  fleet.die();

  expect(textOf(await fleet.resumed.next(isAnswer))).toBe("done");
  expect(fleet.runs).toEqual([tool, tool]);
});
