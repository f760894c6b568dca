import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import type { AuditRecord, AuditVerdict } from "@mcp-tools/core";
import type { AuditVerbs } from "@mcp-tools/governance";
import { expect, onTestFinished, test, vi } from "vitest";
import type { AuditSearch } from "../cli/audit-commands.ts";
import { collectOutput } from "../testing/collect-output.ts";
import { runAudit } from "./run-audit.ts";

const now = Date.UTC(2026, 0, 2, 12);
const search: AuditSearch = {
  from: undefined,
  to: undefined,
  kinds: undefined,
  outcomes: undefined,
  tool: undefined,
  principal: undefined,
  subject: undefined,
  text: undefined,
};
const row: AuditRecord = {
  id: "0190a6c4-1f2e-7abc-8def-0123456789ab",
  kind: "call",
  action: "tools/call",
  startedAt: Date.UTC(2026, 0, 2, 3, 4, 5, 678),
  principalId: "key:1",
  principalName: "ci",
  transport: "http",
  tool: "fetch",
  arguments: '{"url":"https://example.com"}',
  outcome: "ok",
  durationMs: 12.5,
  resultBytes: 99,
};
const head = { writer: "0190a6c4-1f2e-7abc-8def-0123456789ab", seq: 3, number: 4, hash: "ab" };
const whole: AuditVerdict = { ok: true, rows: 1234, blocks: 1, problems: [], heads: [head] };

function setUp(rows: AuditRecord[] = [row]) {
  const folder = mkdtempSync(join(tmpdir(), "mcp-tools-audit-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const verbs = {
    list: vi.fn<AuditVerbs["list"]>(async () => rows),
    find: vi.fn<AuditVerbs["find"]>(async () => row),
    export: vi.fn<AuditVerbs["export"]>(async () => parts("a\n", "b\n")),
    verify: vi.fn<AuditVerbs["verify"]>(async () => whole),
  };
  const { output, printed, noted } = collectOutput();
  const written: string[] = [];
  const stdout = new Writable({
    write(chunk: Buffer, _encoding, done) {
      written.push(chunk.toString());
      done();
    },
  });
  const run = (command: Parameters<typeof runAudit>[0]["command"], json = false) =>
    runAudit({ command, json }, { verbs, output, stdout, signal: new AbortController().signal, now: () => now });
  return { folder, verbs, run, printed, noted, written, stdout };
}

async function* parts(...texts: string[]) {
  yield* texts;
}

test("rows are a line each, and what strangers sent does not reach the terminal as it came", async () => {
  const nasty = { ...row, outcome: "error" as const, principalName: "\u001b[31mevil\u202e", message: "no\r\nway" };
  const { run, printed } = setUp([row, nasty]);

  expect(await run({ verb: "list", search, limit: 50 })).toBe(0);

  expect(printed().split("\n")).toEqual([
    '2026-01-02 03:04:05.678  ok     ci          fetch  {"url":"https://example.com"}',
    "2026-01-02 03:04:05.678  error  �[31mevil�  fetch  no��way",
  ]);
});

test("what is looked for is handed on, times as moments", async () => {
  const { run, verbs, printed } = setUp();

  await run(
    {
      verb: "list",
      search: { ...search, from: "24h", to: "2026-01-02T11:00Z", principal: "key:1", text: "a b" },
      limit: 7,
    },
    true,
  );

  expect(verbs.list.mock.calls[0]?.[1]).toMatchObject({
    from: now - 86_400_000,
    to: Date.UTC(2026, 0, 2, 11),
    principalId: "key:1",
    text: "a b",
    limit: 7,
  });
  expect(JSON.parse(printed())).toEqual([row]);
  await expect(run({ verb: "list", search: { ...search, from: "soon" }, limit: 1 })).rejects.toMatchObject({
    code: "invalid_input",
  });
});

test("an export goes to stdout, or to a new file that only its owner can read", async () => {
  const { run, folder, written } = setUp();
  const out = join(folder, "audit.jsonl");

  expect(await run({ verb: "export", search, format: "jsonl", out: undefined })).toBe(0);
  expect(await run({ verb: "export", search, format: "jsonl", out })).toBe(0);

  expect(written.join("")).toBe("a\nb\n");
  expect(readFileSync(out, "utf8")).toBe("a\nb\n");
  await expect(run({ verb: "export", search, format: "jsonl", out })).rejects.toMatchObject({ code: "conflict" });
});

test("an export stops reading when nobody reads it any more", async () => {
  let made = 0;
  async function* endless() {
    for (;;) yield `${++made}\n`;
  }
  const { verbs } = setUp();
  verbs.export.mockResolvedValue(endless());
  const closing = new Writable({
    write(_chunk, _encoding, done) {
      done(made > 5 ? Object.assign(new Error("gone"), { code: "EPIPE" }) : null);
    },
  });

  const code = await runAudit(
    { command: { verb: "export", search, format: "csv", out: undefined }, json: false },
    { verbs, output: collectOutput().output, stdout: closing, signal: new AbortController().signal },
  );

  expect(code).toBe(0);
  expect(made).toBeLessThan(20);
});

test("a check says what it found, and its end is kept for the next one only when all is well", async () => {
  const { run, verbs, folder, printed, noted } = setUp();
  const file = join(folder, "heads.json");

  expect(await run({ verb: "verify", heads: undefined, saveHeads: file })).toBe(0);
  expect(printed()).toBe("The audit is whole: 1,234 rows in 1 block.");
  await run({ verb: "verify", heads: file, saveHeads: undefined });
  expect(verbs.verify.mock.calls[1]?.[1]?.heads).toEqual([head]);

  const before = readFileSync(file, "utf8");
  verbs.verify.mockResolvedValue({ ...whole, ok: false, problems: ["Rows of the block 2 were changed."], heads: [] });
  expect(await run({ verb: "verify", heads: file, saveHeads: file })).toBe(1);
  expect(printed()).toContain("Rows of the block 2 were changed.\nThe audit is not whole: 1 finding");
  expect(noted()).toContain("were not saved");
  expect(readFileSync(file, "utf8")).toBe(before);
  expect(await run({ verb: "verify", heads: undefined, saveHeads: undefined }, true)).toBe(1);
});

test.for([
  { name: "no file", content: undefined },
  { name: "no JSON", content: "{" },
  { name: "something else", content: '{"heads":[{"seq":1}]}' },
])("heads that are $name are refused by name", async ({ content }) => {
  const { run, folder, verbs } = setUp();
  const file = join(folder, "heads.json");
  if (content !== undefined) writeFileSync(file, content);

  await expect(run({ verb: "verify", heads: file, saveHeads: undefined })).rejects.toMatchObject({
    code: "invalid_input",
    message: expect.stringContaining(file),
  });
  expect(verbs.verify).not.toHaveBeenCalled();
  expect(existsSync(file)).toBe(content !== undefined);
});
