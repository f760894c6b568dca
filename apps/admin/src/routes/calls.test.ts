import { createId, type AuditRecord } from "@mcp-tools/core";
import { expect, test } from "vitest";
import { createAdminApp } from "../app.ts";
import { CallPage, Histogram } from "../contract/call.ts";
import { Problem } from "../contract/problem.ts";
import { createFakeAuditLog, fakeCall } from "../testing/fake-calls.ts";
import { createFakeDeps } from "../testing/fake-deps.ts";

const t0 = 1_790_000_000_000;

test("pages follow one another by key, newest first, and each call comes once", async () => {
  const rows = Array.from({ length: 7 }, (_, n) => fakeCall({ startedAt: t0 + n }));
  const seen: string[] = [];
  let before = "";
  for (const expected of [3, 3, 1]) {
    const page = await readPage(rows, `/api/calls?limit=3${before}`);
    expect(page.calls).toHaveLength(expected);
    seen.push(...page.calls.map(({ id }) => id));
    before = `&before=${page.next}`;
    expect(page.next === undefined).toBe(expected === 1);
  }
  expect(seen).toEqual(rows.map(({ id }) => id).toReversed());
});

test("the last page that is just full says that it is the last", async () => {
  const page = await readPage([fakeCall(), fakeCall()], "/api/calls?limit=2");
  expect(page.calls).toHaveLength(2);
  expect(page).not.toHaveProperty("next");
});

test("several outcomes merge into one order, over page ends", async () => {
  const outcomes = ["error", "ok", "refused", "error", "refused", "ok", "error"] as const;
  const rows = outcomes.map((outcome, n) => fakeCall({ startedAt: t0 + n, outcome }));
  const first = await readPage(rows, "/api/calls?outcome=error,refused&limit=2");
  const second = await readPage(rows, `/api/calls?outcome=error,refused&limit=9&before=${first.next}`);
  const found = [...first.calls, ...second.calls].map(({ startedAt }) => startedAt - t0);
  expect(found).toEqual([6, 4, 3, 2, 0]);
});

test("filters narrow by tool and principal", async () => {
  const rows = [
    fakeCall({ tool: "fetch", principalId: "key:1" }),
    fakeCall({ tool: "fetch" }),
    fakeCall({ principalId: "key:1" }),
  ];
  expect((await readPage(rows, "/api/calls?tool=fetch&principal=key:1")).calls).toEqual([
    expect.objectContaining({ id: rows[0]?.id }),
  ]);
});

test("a list carries the start of the arguments, the call itself all of them", async () => {
  const call = fakeCall({ arguments: JSON.stringify({ text: "x".repeat(1000) }), traceId: "a".repeat(32) });
  const [row] = (await readPage([call], "/api/calls")).calls;
  expect(row?.argumentsPreview).toHaveLength(201);
  expect(row).not.toHaveProperty("arguments");
  expect(await read([call], `/api/calls/${call.id}`)).toMatchObject({
    arguments: call.arguments,
    traceId: call.traceId,
  });
});

test("one call is found among its neighbours, and an unknown id is a 404", async () => {
  const rows = [fakeCall({ startedAt: t0 }), fakeCall({ startedAt: t0 + 1 }), fakeCall({ startedAt: t0 + 2 })];
  expect(await read(rows, `/api/calls/${rows[1]?.id}`)).toMatchObject({ startedAt: t0 + 1 });
  const missing = await ask(rows, `/api/calls/${createId(t0 + 1)}`);
  expect(missing.status).toBe(404);
});

test("the histogram hands the range on and returns every bucket", async () => {
  const rows = [fakeCall({ startedAt: t0 + 500 }), fakeCall({ startedAt: t0 + 2500, outcome: "refused" })];
  const { buckets } = Histogram.parse(await read(rows, `/api/calls/histogram?from=${t0}&to=${t0 + 3000}&stepMs=1000`));
  expect(buckets.map(({ calls, refused }) => [calls, refused])).toEqual([
    [1, 0],
    [0, 0],
    [1, 1],
  ]);
});

test.for([
  "/api/calls?limit=0",
  "/api/calls?limit=201",
  "/api/calls?before=yesterday",
  "/api/calls?outcome=ok,nonsense",
  "/api/calls/not-an-id",
  "/api/calls/histogram?from=2&to=1&stepMs=1000",
  "/api/calls/histogram?from=0&to=9000000000&stepMs=1000",
  "/api/calls/histogram?from=0&to=5000&stepMs=1",
  "/api/calls/histogram",
])("%s is refused with what does not fit", async (path) => {
  const response = await ask([], path);
  expect(response.status).toBe(400);
  const { error } = Problem.parse(await response.json());
  expect(error.code).toBe("invalid_input");
  expect(error.message).toMatch(/does not fit: [\w.]+:/);
});

async function readPage(rows: readonly AuditRecord[], path: string) {
  return CallPage.parse(await read(rows, path));
}

async function read(rows: readonly AuditRecord[], path: string) {
  const response = await ask(rows, path);
  expect(response.status).toBe(200);
  return response.json();
}

function ask(rows: readonly AuditRecord[], path: string) {
  const deps = createFakeDeps({ calls: createFakeAuditLog(rows) });
  return createAdminApp(deps).request(path, { headers: { host: "localhost" } });
}
