import type { RunningCall } from "@mcp-tools/tools";
import { expect, test } from "vitest";
import { transports } from "./testing/transports.ts";

const KEY = "mcp-tools/idempotency-key";

/** Remembers the keys that reach it, and runs everything. */
function createDeduper() {
  const keys: (string | undefined)[] = [];
  const nothing = () => Promise.resolve();
  return {
    keys,
    governed: {
      deduper: {
        claim: (call: RunningCall, key: string) => {
          keys.push(key, call.request.idempotencyKey);
          return Promise.resolve({ kind: "run", finish: nothing, release: nothing, lose: nothing } as const);
        },
      },
    },
  };
}

const call = (meta: object) => ({ name: "echo", arguments: { message: "hi" }, _meta: meta });

test.for(transports)("the key of a call over $name reaches it", async (transport) => {
  const { keys, governed } = createDeduper();
  await using peer = await transport.open({ governed });
  const longest = "~".repeat(200);
  for (const key of ["order-1!", longest]) {
    const { message } = await peer.ask("tools/call", call({ [KEY]: key }));
    expect(message.result.structuredContent).toEqual({ message: "hi" });
  }
  expect((await peer.ask("tools/call", call({}))).message.result.structuredContent).toEqual({ message: "hi" });
  expect(keys).toEqual(["order-1!", "order-1!", longest, longest]);
});

const bad = ["", "x".repeat(201), "two words", "é", "a\nb", "\u007f", 7, null, ["a"], {}];

test.for(transports)("a key over $name that is none is refused, and nothing runs", async (transport) => {
  const { keys, governed } = createDeduper();
  await using peer = await transport.open({ governed });
  for (const key of bad) {
    const { message } = await peer.ask("tools/call", call({ [KEY]: key }));
    expect(message.error).toMatchObject({ code: -32602, message: expect.stringContaining(KEY) });
  }
  expect(keys).toEqual([]);
  expect(peer.tools.rows).toEqual([]);
});
