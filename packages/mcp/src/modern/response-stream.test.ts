import type { HttpRequest, HttpResponse } from "@mcp-tools/core";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createKeepAlive, type KeepAlive } from "../http/keep-alive.ts";
import { createResponseStream } from "./response-stream.ts";

let keepAlive: KeepAlive;
beforeEach(() => {
  vi.useFakeTimers();
  keepAlive = createKeepAlive();
});
afterEach(() => {
  keepAlive.close();
  vi.useRealTimers();
});

/** An answer that is taken at once, by a client that can leave. */
function open(accept = "application/json, text/event-stream") {
  const onGone = vi.fn<() => void>();
  let close = (): void => {};
  let written = "";
  const state = { headersSent: false, writableEnded: false, destroyed: false, closed: false, writableLength: 0 };
  const res = Object.assign(state, {
    statusCode: 200,
    socket: null,
    setHeader() {},
    writeHead: () => void (state.headersSent = true),
    flushHeaders() {},
    write: (text: string) => void (written += text),
    end(text = "") {
      written += text;
      state.writableEnded = true;
    },
    destroy() {},
    on: (_event: "close", listener: () => void) => void (close = listener),
  }) satisfies HttpResponse;
  const req = { headers: { accept } } as unknown as HttpRequest;
  return {
    stream: createResponseStream({ req, res, keepAlive, onGone }),
    onGone,
    leave: () => close(),
    written: () => written,
  };
}

test("nothing is kept of an answer, nor of a client that went away", () => {
  const answered = open();
  const left = open();
  const streaming = open();
  streaming.stream.notify({});
  expect(keepAlive.size).toBe(3);
  answered.stream.finish({ result: 1 });
  left.leave();
  streaming.leave();
  expect(keepAlive.size).toBe(0);
  expect([answered, left, streaming].map(({ onGone }) => onGone.mock.calls.length)).toEqual([0, 1, 1]);
  vi.advanceTimersByTime(60_000);
  expect(answered.written()).toBe('{"result":1}');
});

test("a silent answer becomes a stream of comments, where the client takes one", () => {
  const [willing, unwilling] = [open(), open("application/json")];
  unwilling.stream.notify({ method: "unheard" });
  vi.advanceTimersByTime(5_600);
  expect(willing.written()).toBe(": keep-alive\n\n");
  willing.stream.finish({ result: 1 });
  expect(willing.written()).toContain('data: {"result":1}\n\n');
  vi.advanceTimersByTime(60_000);
  expect(unwilling.written()).toBe("");
  unwilling.stream.finish({ result: 2 });
  expect(unwilling.written()).toBe('{"result":2}');
});
