import { AppError, createId, type AuditRecord } from "@mcp-tools/core";
import { expect, test } from "vitest";
import { streamAudit } from "../audit/stream-audit.ts";
import { askApi } from "../testing/ask-api.ts";
import { createFakeAuditLog, fakeCall } from "../testing/fake-calls.ts";
import { createFakeDeps } from "../testing/fake-deps.ts";

const start = 1_790_000_000_000;
const rows = Array.from({ length: 5 }, (_, n) =>
  fakeCall({
    id: createId(start + n),
    startedAt: start + n,
    subject: `s${n}`,
    kind: n === 4 ? "change" : "call",
    transport: n === 1 ? "stdio" : "http",
  }),
);
const open = (given: readonly AuditRecord[] = rows) => createFakeDeps({ calls: createFakeAuditLog(given) });

test("entries are listed newest first, page by page, by what is asked for", async () => {
  const ask = askApi(open());
  const first = await ask<{ entries: AuditRecord[]; next: string }>("GET /api/audit?limit=3");
  expect(first.body.entries.map(({ subject }) => subject)).toEqual(["s4", "s3", "s2"]);
  const second = await ask<{ entries: AuditRecord[] }>(`GET /api/audit?limit=3&before=${first.body.next}`);
  expect(second.body.entries.map(({ subject }) => subject)).toEqual(["s1", "s0"]);
  expect(second.body).not.toHaveProperty("next");
  for (const [query, subjects] of [
    ["kind=change,approval", ["s4"]],
    [`from=${start + 1}&to=${start + 3}`, ["s2", "s1"]],
    ["subject=s0", ["s0"]],
    ["outcome=refused", []],
    ["transport=stdio,sse", ["s1"]],
    ["principal=key:none", []],
    ["text=nothing-like-it", []],
  ] as const) {
    const { body } = await ask<{ entries: AuditRecord[] }>(`GET /api/audit?${query}`);
    expect([query, body.entries.map(({ subject }) => subject)]).toEqual([query, subjects]);
  }
  expect((await ask(`GET /api/audit/${rows[0]?.id}`)).body).toEqual(JSON.parse(JSON.stringify(rows[0])));
  expect((await ask(`GET /api/audit/${createId()}`)).status).toBe(404);
});

test.for([
  "kind=none",
  "kind=",
  "outcome=bad",
  "transport=listen",
  "before=1",
  "limit=0",
  "limit=999",
  "from=x",
  "text=",
  "format=xml",
])("the filter %s is refused", async (query) => {
  expect((await askApi(open())(`GET /api/audit/export?${query}`)).status === 400).toBe(
    !["before=1", "limit=0", "limit=999"].includes(query),
  );
  expect((await askApi(open())(`GET /api/audit?${query}`)).status === 400).toBe(query !== "format=xml");
});

test("an export has every row that fits, and is recorded itself", async () => {
  const deps = open();
  const answer = await askApi(deps)("GET /api/audit/export?kind=call");
  expect(answer.status).toBe(200);
  expect(answer.headers.get("content-disposition")).toMatch(/^attachment; filename="audit-[\d-]{10}\.jsonl"$/);
  const lines = answer.text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as AuditRecord);
  expect(lines.map(({ subject }) => subject)).toEqual(["s3", "s2", "s1", "s0"]);
  expect(deps.audit.recorded).toMatchObject([{ action: "audit.export", principalId: "user:p1", kind: "access" }]);
  expect((await askApi(open([]))("GET /api/audit/export")).text).toBe("");
});

test.for([
  ['=HYPERLINK("http://evil")', '"\'=HYPERLINK(""http://evil"")"'],
  ["+1", "'+1"],
  ["-1", "'-1"],
  ["@SUM(A1)", "'@SUM(A1)"],
  ["  =1", "'  =1"],
  ["\t=1", "'\t=1"],
  ["＝1", "'＝1"],
  ["a,b", '"a,b"'],
  ["a\r\nb", '"a\r\nb"'],
  ["plain", "plain"],
] as const)("CSV keeps %j from being run as a formula, and whole", async ([message, cell]) => {
  const { text } = await askApi(open([fakeCall({ message, arguments: "x" })]))("GET /api/audit/export?format=csv");
  const [head, row] = [text.slice(0, text.indexOf("\r\n")), text.slice(text.indexOf("\r\n") + 2)];
  expect(head).toMatch(/^id,startedAt,kind,/);
  expect(row).toContain(`,x,${cell},12,`);
  expect(row.endsWith("\r\n")).toBe(true);
});

test("the chain is checked, with the heads of an earlier time", async () => {
  const deps = open();
  const ask = askApi(deps);
  expect((await ask("POST /api/audit/verify")).body).toMatchObject({ ok: true, rows: 5, problems: [] });
  const heads = [{ writer: "w", seq: 9, number: 9, hash: "ab" }];
  expect((await ask("POST /api/audit/verify", { heads })).body).toMatchObject({
    ok: false,
    problems: [expect.stringContaining("w")],
  });
  expect((await ask("POST /api/audit/verify", { heads: "all" })).status).toBe(400);
  expect(deps.audit.recorded).toMatchObject([
    { action: "audit.verify", kind: "access", arguments: expect.stringContaining('"ok":true') },
    { action: "audit.verify", kind: "access", arguments: expect.stringContaining('"problems":1') },
  ]);
});

test("an audit that cannot be read is said before anything of a file is sent", async () => {
  const deps = open();
  deps.audit.failure = new AppError("unavailable", "The database does not answer.");
  for (const line of ["GET /api/audit", "GET /api/audit/export", "POST /api/audit/verify"] as const)
    expect(await askApi(deps)(line)).toMatchObject({ status: 503, body: { error: { code: "unavailable" } } });
});

async function* partsOf(state: { taken: number; released: boolean }, failAt = Infinity) {
  try {
    for (;;) {
      if (state.taken === failAt) throw new Error("gone");
      state.taken += 1;
      yield "a row\n";
    }
  } finally {
    state.released = true;
  }
}

test("pages are read as the reader takes them, and no further once it has gone", async () => {
  const state = { taken: 0, released: false };
  const stream = await streamAudit(partsOf(state), { idleMs: 60_000 });
  const reader = stream.getReader();
  await reader.read();
  await reader.read();
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(state.taken).toBeLessThanOrEqual(3);
  await reader.cancel();
  expect(state.released).toBe(true);
});

test("a reader that takes nothing is given up", async () => {
  const state = { taken: 0, released: false };
  const stream = await streamAudit(partsOf(state), { idleMs: 20 });
  const reader = stream.getReader();
  await reader.read();
  await expect(reader.closed).rejects.toThrow("took nothing");
  await expect.poll(() => state.released).toBe(true);
});

test("a failure in between breaks the file off, so that it does not look complete", async () => {
  const state = { taken: 0, released: false };
  const stream = await streamAudit(partsOf(state, 2), { idleMs: 60_000 });
  await expect(new Response(stream).text()).rejects.toThrow();
});
