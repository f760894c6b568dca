import { silentLogger, type AuditRecord } from "@mcp-tools/core";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createRefusalRecord } from "./create-refusal-record.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function open(record?: () => Promise<void>) {
  const rows: AuditRecord[] = [];
  const write = record ?? (() => Promise.resolve());
  const refusals = createRefusalRecord({
    audit: { record: (row) => (rows.push(row), write()) },
    logger: silentLogger,
  });
  const note = (address: string, times = 1) => {
    for (let turn = 0; turn < times; turn += 1)
      refusals.note({ reason: "the key is not known", address, transport: "http", prefix: "mcpt_k7Q2xW9p" }, address);
  };
  return { rows, refusals, note };
}

test("a refused credential is a row of the audit that says where it came from and nothing that lets anyone in", () => {
  const { rows, note } = open();
  note("192.0.2.1");
  expect(rows).toMatchObject([
    {
      kind: "access",
      action: "authenticate",
      outcome: "refused",
      principalId: "anonymous",
      address: "192.0.2.1",
      message: "the key is not known",
      arguments: '{"prefix":"k7Q2xW9p"}',
    },
  ]);
});

test("a flood from one address is five rows and a number a minute, and hides nobody else", async () => {
  const { rows, note } = open();
  note("192.0.2.1", 1000);
  note("192.0.2.2");
  expect(rows).toHaveLength(6);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(rows.slice(6)).toMatchObject([{ address: "192.0.2.1", message: expect.stringMatching(/^995 more /) }]);

  note("192.0.2.1");
  expect(rows).toHaveLength(8);
  await vi.advanceTimersByTimeAsync(120_000);
  expect(rows).toHaveLength(8);
  expect(vi.getTimerCount()).toBe(0);
});

test("a flood from everywhere is bounded, and every one of it is counted", async () => {
  const { rows, note } = open();
  for (let index = 0; index < 5000; index += 1) note(`10.0.${index >> 8}.${index & 255}`, 2);
  expect(rows).toHaveLength(200);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(rows.length).toBeLessThanOrEqual(251);
  const counted = rows.slice(200).map(({ message }) => Number(message?.split(" ")[0]));
  expect(counted.reduce((sum, count) => sum + count, 0)).toBe(10_000 - 200);
});

test("what has only been counted is written at the end", () => {
  const { rows, refusals, note } = open();
  note("192.0.2.1", 7);
  refusals.close();
  expect(rows.at(-1)?.message).toMatch(/^2 more /);
  refusals.close();
  expect(rows).toHaveLength(6);
});

test("an audit that cannot be written to harms nobody", async () => {
  const { note } = open(() => Promise.reject(new Error("down")));
  note("192.0.2.1");
  await vi.advanceTimersByTimeAsync(1);
});
