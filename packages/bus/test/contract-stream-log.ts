import type { StreamEvent, StreamLog } from "@mcp-tools/core";
import { expect, test, vi } from "vitest";

export interface StreamLogLimits {
  eventsMax: number;
  retentionMs: number;
  idleMs: number;
}

export interface StreamLogUnderTest {
  readonly log: StreamLog;
  /** Another process's end of the same log; the same object where the log is for one process. */
  readonly other: StreamLog;
  /** Lets time pass for the log. */
  elapse(ms: number): Promise<void>;
}

/** What every stream log keeps to, wherever it keeps its events. */
export function streamLogContract(open: (limits: StreamLogLimits) => Promise<StreamLogUnderTest>): void {
  const limits: StreamLogLimits = { eventsMax: 3, retentionMs: 1_000, idleMs: 5_000 };

  test("events are numbered from 1 within their stream and come back in order, in every process", async () => {
    const { log, other } = await open(limits);
    expect(await log.append("s", "a", "one")).toBe(1);
    expect(await other.append("s", "a", "")).toBe(2);
    expect(await log.append("s", "b", "first of b")).toBe(1);
    const events: StreamEvent[] = [
      { seq: 1, data: "one" },
      { seq: 2, data: "" },
    ];
    expect(await log.read("s", "a", 0)).toEqual(events);
    expect(await other.read("s", "a", 1)).toEqual(events.slice(1));
    expect(await log.read("s", "a", 2)).toEqual([]);
    await Promise.all([log.close(), other.close()]);
  });

  test("another session's stream of the same name is another stream", async () => {
    const { log, other } = await open(limits);
    await log.append("s", "a", "secret of s");
    expect(await log.read("t", "a", 0)).toBeUndefined();
    await log.append("t", "a", "of t");
    expect(await other.read("t", "a", 0)).toEqual([{ seq: 1, data: "of t" }]);
    await Promise.all([log.close(), other.close()]);
  });

  test("what was never appended cannot be resumed from", async () => {
    const { log, other } = await open(limits);
    expect(await log.read("s", "nothing", 0)).toBeUndefined();
    const release = log.tail("s", "only followed", () => {});
    expect(await log.read("s", "only followed", 0)).toBeUndefined();
    release();
    await log.append("s", "a", "one");
    expect(await log.read("s", "a", 2)).toBeUndefined();
    expect(await log.read("s", "a", -1)).toBeUndefined();
    await Promise.all([log.close(), other.close()]);
  });

  test("a reader who missed dropped events is told so, one who has them is served", async () => {
    const { log, other } = await open(limits);
    for (const data of ["1", "2", "3", "4", "5"]) await log.append("s", "a", data);
    expect(await log.read("s", "a", 1)).toBeUndefined();
    expect(await log.read("s", "a", 2)).toEqual([
      { seq: 3, data: "3" },
      { seq: 4, data: "4" },
      { seq: 5, data: "5" },
    ]);
    await Promise.all([log.close(), other.close()]);
  });

  test("a tail hears what is appended from now on by any process, in order, until it is released", async () => {
    const { log, other } = await open(limits);
    await log.append("s", "a", "before");
    const seen: StreamEvent[] = [];
    const release = other.tail("s", "a", (event) => seen.push(event));
    await log.append("s", "a", "one");
    await other.append("s", "a", "two");
    await log.append("s", "b", "of another stream");
    await vi.waitFor(() => expect(seen).toHaveLength(2));
    release();
    release();
    await log.append("s", "a", "after");
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(seen).toEqual([
      { seq: 2, data: "one" },
      { seq: 3, data: "two" },
    ]);
    await Promise.all([log.close(), other.close()]);
  });

  test("a tail may come before the first event", async () => {
    const { log, other } = await open(limits);
    const seen: string[] = [];
    log.tail("s", "_GET", ({ data }) => seen.push(data));
    await log.append("s", "_GET", "hello");
    await vi.waitFor(() => expect(seen).toEqual(["hello"]));
    await Promise.all([log.close(), other.close()]);
  });

  test("whoever follows a stream is told once that it has ended, also when it had before", async () => {
    const { log, other } = await open(limits);
    const seen: string[] = [];
    other.tail("s", "a", ({ data }) => seen.push(data), { onEnd: () => seen.push("end") });
    const release = log.tail("s", "a", () => {}, { onEnd: () => seen.push("released") });
    await log.append("s", "a", "last");
    release();
    await log.end("s", "a");
    await log.end("s", "a");
    await vi.waitFor(() => expect(seen).toEqual(["last", "end"]));
    log.tail("s", "a", () => {}, { onEnd: () => seen.push("had ended") });
    await vi.waitFor(() => expect(seen).toEqual(["last", "end", "had ended"]));
    await Promise.all([log.close(), other.close()]);
  });

  test("deleting a session ends its streams for those who follow", async () => {
    const { log, other } = await open(limits);
    const onEnd = vi.fn<() => void>();
    log.tail("s", "a", () => {}, { onEnd });
    await other.deleteSession("s");
    await vi.waitFor(() => expect(onEnd).toHaveBeenCalledOnce());
    await Promise.all([log.close(), other.close()]);
  });

  test("an ended stream takes nothing more, can be read for its retention time, and then is gone", async () => {
    const { log, other, elapse } = await open(limits);
    await log.append("s", "a", "one");
    expect(await log.isEnded("s", "a")).toBe(false);
    await log.end("s", "a");
    await log.end("s", "a");
    expect(await other.isEnded("s", "a")).toBe(true);
    await expect(other.append("s", "a", "two")).rejects.toMatchObject({ code: "conflict" });
    await elapse(700);
    expect(await log.read("s", "a", 0)).toEqual([{ seq: 1, data: "one" }]);
    await elapse(700);
    expect(await log.read("s", "a", 0)).toBeUndefined();
    expect(await log.isEnded("s", "a")).toBe(false);
    await Promise.all([log.close(), other.close()]);
  });

  test("a stream that nobody ended or uses goes as well, one that is followed stays", async () => {
    const { log, other, elapse } = await open(limits);
    await log.append("s", "abandoned", "one");
    await log.append("s", "followed", "one");
    const release = log.tail("s", "followed", () => {});
    await elapse(5_500);
    expect(await log.read("s", "abandoned", 0)).toBeUndefined();
    expect(await log.read("s", "followed", 0)).toHaveLength(1);
    release();
    await elapse(5_500);
    expect(await log.read("s", "followed", 0)).toBeUndefined();
    await Promise.all([log.close(), other.close()]);
  });

  test("a stream that somebody has claimed is there for as long as its end takes, and goes on counting", async () => {
    const { log, other, elapse } = await open(limits);
    const claim = log.claim("s", "a", { lastWords: [] });
    await claim.append("begun");
    await elapse(5_500);
    await elapse(5_500);
    await claim.finish("answer");
    expect(await other.read("s", "a", 1)).toEqual([{ seq: 2, data: "answer" }]);
    await elapse(1_500);
    expect(await other.read("s", "a", 1)).toBeUndefined();
    await Promise.all([log.close(), other.close()]);
  });

  test("deleting a session takes all of its streams and leaves the others", async () => {
    const { log, other } = await open(limits);
    await log.append("s", "a", "one");
    await log.append("s", "b", "one");
    await log.append("t", "a", "one");
    await other.deleteSession("s");
    await log.deleteSession("unknown");
    expect(await log.read("s", "a", 0)).toBeUndefined();
    expect(await log.read("s", "b", 0)).toBeUndefined();
    expect(await log.read("t", "a", 0)).toHaveLength(1);
    await Promise.all([log.close(), other.close()]);
  });
}
