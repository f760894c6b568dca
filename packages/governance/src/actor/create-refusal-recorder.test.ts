import { silentLogger, type AuditRecord } from "@mcp-tools/core";
import { expect, test } from "vitest";
import { operator } from "./actor.ts";
import { createRefusalRecorder } from "./create-refusal-recorder.ts";

test("a flood of refusals leaves as many rows as were allowed, and one that counts the rest", async () => {
  const rows: AuditRecord[] = [];
  const recorder = createRefusalRecorder({
    audit: { record: async (row) => void rows.push(row) },
    log: silentLogger,
    rowsMax: 10,
  });
  await Promise.all(
    Array.from({ length: 1000 }, (_, n) =>
      recorder.record(operator, { kind: "access", action: n % 4 === 0 ? "refused" : "sign_in", message: "No." }),
    ),
  );
  expect(rows).toHaveLength(10);
  expect(new Set(rows.map(({ outcome }) => outcome))).toEqual(new Set(["refused"]));
  await recorder.close();
  const counted = rows.slice(10).map(({ arguments: text }) => (JSON.parse(text) as { more: number }).more);
  expect(counted).toHaveLength(2);
  expect(counted.reduce((sum, more) => sum + more, 0)).toBe(990);
});

test("the count starts anew with the next window", async () => {
  const rows: AuditRecord[] = [];
  const audit = { record: async (row: AuditRecord) => void rows.push(row) };
  const recorder = createRefusalRecorder({ audit, log: silentLogger, rowsMax: 1, windowMs: 20 });
  for (let n = 0; n < 3; n++) await recorder.record(operator, { kind: "access", action: "sign_in" });
  await expect.poll(() => rows.length).toBe(2);
  await recorder.record(operator, { kind: "access", action: "sign_in" });
  expect(rows).toHaveLength(3);
  await recorder.close();
  expect(rows).toHaveLength(3);
});

test("a refusal stands also where its row cannot be stored", async () => {
  const recorder = createRefusalRecorder({
    audit: { record: () => Promise.reject(new Error("down")) },
    log: silentLogger,
  });
  await expect(recorder.record(operator, { kind: "access", action: "sign_in" })).resolves.toBeUndefined();
  await recorder.close();
});
