import { expect, test } from "vitest";
import type { Overview } from "../../../../src/contract/overview.ts";
import { findTroubles } from "./find-troubles.ts";

const well: Overview = {
  at: 0,
  version: "1",
  startedAt: 0,
  draining: false,
  services: [],
  processes: [],
  sessions: {},
  database: { kind: "embedded", location: "data", ok: true },
  bus: { kind: "memory", ok: true },
  checks: [{ name: "database", ok: true }],
  traffic: { callsPerMinute: 0, windowMs: 1, calls: 0, failed: 0, refused: 0 },
  tools: { count: 0, tokens: 0 },
  system: {
    host: "h",
    platform: "p",
    node: "n",
    cores: 1,
    cpu: 0,
    memory: { usedBytes: 1, totalBytes: 10 },
    disk: { path: "d", usedBytes: 1, totalBytes: 10 },
  },
  connect: { requiresKey: false },
};

test("a healthy deployment needs nobody", () => {
  expect(findTroubles(well)).toEqual([]);
});

test("a database that is down is told once, whoever else noticed", () => {
  const { traffic: _traffic, ...rest } = well;
  const down: Overview = {
    ...rest,
    database: { ...well.database, ok: false, problem: "refused" },
    checks: [{ name: "database", ok: false, problem: "refused" }],
  };
  expect(findTroubles(down)).toEqual([{ kind: "database", meaning: "bad", detail: "refused" }]);
});

test("calls that cannot be read are told where the database itself answers", () => {
  const { traffic: _traffic, ...rest } = well;
  expect(findTroubles(rest)).toEqual([{ kind: "calls", meaning: "bad", detail: undefined }]);
});

test("a shutdown is told once", () => {
  expect(findTroubles({ ...well, draining: true, checks: [{ name: "shutdown", ok: false, problem: "x" }] })).toEqual([
    { kind: "draining", meaning: "attention" },
  ]);
});

test("the worst stands first", () => {
  const memory = { usedBytes: 91, totalBytes: 100 };
  const disk = { path: "d", usedBytes: 99, totalBytes: 100 };
  expect(
    findTroubles({ ...well, system: { ...well.system, memory, disk } }).map(({ kind, meaning }) => [kind, meaning]),
  ).toEqual([
    ["disk", "bad"],
    ["memory", "attention"],
  ]);
});
