import { createGate } from "@mcp-tools/tools/testing";
import { expect, test } from "vitest";
import { createTurnstile } from "./create-turnstile.ts";

test("lets so many through at a time, in order, whatever comes of them", async () => {
  const turn = createTurnstile(2);
  const gates = Array.from({ length: 4 }, () => createGate<number>());
  const started: number[] = [];
  const works = gates.map(({ promise }, index) =>
    turn(() => {
      started.push(index);
      return promise;
    }),
  );
  await Promise.resolve();
  expect(started).toEqual([0, 1]);
  gates[1]?.reject(new Error("no"));
  await expect(works[1]).rejects.toThrow("no");
  expect(started).toEqual([0, 1, 2]);
  gates[0]?.resolve(0);
  gates[2]?.resolve(2);
  gates[3]?.resolve(3);
  expect(await Promise.all([works[0], works[2], works[3]])).toEqual([0, 2, 3]);
  expect(await turn(async () => "free again")).toBe("free again");
});

test("refuses what would wait too long", async () => {
  const turn = createTurnstile(1, { queueMax: 1 });
  const gate = createGate();
  const works = [turn(() => gate.promise), turn(() => gate.promise)];
  await expect(turn(() => gate.promise)).rejects.toMatchObject({ code: "unavailable" });
  gate.resolve();
  await Promise.all(works);
});
