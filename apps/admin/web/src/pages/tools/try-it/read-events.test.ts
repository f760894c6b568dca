import { expect, test } from "vitest";
import { readEvents, type ServerEvent } from "./read-events.ts";

async function read(...chunks: (string | Uint8Array)[]) {
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(typeof chunk === "string" ? encoder.encode(chunk) : chunk);
      controller.close();
    },
  });
  const events: ServerEvent[] = [];
  for await (const event of readEvents(body)) events.push(event);
  return events;
}

test("events come whole, however the network cuts them", async () => {
  const text = 'event: progress\ndata: {"done":1}\n\n: heartbeat\n\nevent: result\ndata: a\ndata: b\n\n';
  const expected = [
    { event: "progress", data: '{"done":1}' },
    { event: "result", data: "a\nb" },
  ];
  expect(await read(text)).toEqual(expected);
  expect(await read(...text.split(""))).toEqual(expected);
});

test("a character cut in two is put together, and an event without its end is none", async () => {
  const bytes = new TextEncoder().encode("data: 工具\n\ndata: lost");
  expect(await read(bytes.slice(0, 7), bytes.slice(7))).toEqual([{ event: "message", data: "工具" }]);
});
