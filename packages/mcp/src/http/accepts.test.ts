import { expect, test } from "vitest";
import { accepts } from "./accepts.ts";

test.for([
  [undefined, true],
  ["*/*", true],
  ["text/*", true],
  ["text/event-stream", true],
  ["Text/Event-Stream", true],
  ["application/json, text/event-stream;q=0.5", true],
  ["text/event-stream; charset=utf-8", true],
  ["*/*;q=0, text/event-stream", true],
  ["application/json", false],
  ["application/json, */*;q=0", false],
  ["text/html, text/event-streams", false],
  ["text/event-stream;q=0, */*", false],
  ["text/event-stream ; Q=0.000, text/*", false],
  ["", false],
] as const)("whether the header %j takes event streams: %s", ([accept, isTaken]) => {
  expect(accepts(accept, "text/event-stream")).toBe(isTaken);
});
