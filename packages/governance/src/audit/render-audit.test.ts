import { createId, type AuditRecord } from "@mcp-tools/core";
import { expect, test } from "vitest";
import { renderAudit, type AuditFormat } from "./render-audit.ts";

const startedAt = Date.UTC(2026, 0, 2, 3, 4, 5, 678);
const row: AuditRecord = {
  id: "0190a6c4-1f2e-7abc-8def-0123456789ab",
  kind: "call",
  action: "tools/call",
  startedAt,
  principalId: "key:1",
  principalName: "ci",
  transport: "http",
  tool: "fetch",
  arguments: '{"url":"https://example.com"}',
  outcome: "ok",
  durationMs: 12.5,
  resultBytes: 99,
};

async function render(rows: readonly AuditRecord[], format: AuditFormat): Promise<string> {
  async function* pages() {
    for (const one of rows) yield [one];
  }
  let text = "";
  for await (const part of renderAudit(pages(), format)) text += part;
  return text;
}

test("JSONL is an object a line, with the time as people read it", async () => {
  const text = await render([row, { ...row, message: "two\nlines\u2028" }], "jsonl");

  const lines = text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as object);
  expect(lines).toEqual([
    { ...row, startedAt: "2026-01-02T03:04:05.678Z" },
    { ...row, startedAt: "2026-01-02T03:04:05.678Z", message: "two\nlines\u2028" },
  ]);
});

test("CSV has a header, and its lines end as RFC 4180 says", async () => {
  const text = await render([row], "csv");

  expect(text).toBe(
    "id,started_at,kind,action,principal_id,principal_name,transport,protocol_version,client,session_id,address,toolset,tool,subject,arguments,outcome,message,duration_ms,result_bytes,request_id,trace_id\r\n" +
      '0190a6c4-1f2e-7abc-8def-0123456789ab,2026-01-02T03:04:05.678Z,call,tools/call,key:1,ci,http,,,,,,fetch,,"{""url"":""https://example.com""}",ok,,12.5,99,,\r\n',
  );
});

test.for([
  { text: '=HYPERLINK("http://evil.example","click")', cell: `"'=HYPERLINK(""http://evil.example"",""click"")"` },
  { text: "+1", cell: "'+1" },
  { text: "-1+1", cell: "'-1+1" },
  { text: "@SUM(A1)", cell: "'@SUM(A1)" },
  { text: "\t=1", cell: "'\t=1" },
  { text: "\r=1", cell: `"'\r=1"` },
  { text: "\n=1", cell: `"'\n=1"` },
  { text: "＝1", cell: "'＝1" },
  { text: "\0=1", cell: "'=1" },
  { text: " =1", cell: '" =1"' },
  { text: 'a"b', cell: '"a""b"' },
  { text: "a,b", cell: '"a,b"' },
  { text: "two\r\nlines", cell: '"two\r\nlines"' },
  { text: "plain text", cell: "plain text" },
  { text: "", cell: "" },
])("a spreadsheet shows $cell and runs nothing", async ({ text, cell }) => {
  const lines = (await render([{ ...row, tool: text, id: createId(), arguments: "{}" }], "csv")).split(",fetch,");

  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain(`,http,,,,,,${cell},,{},ok,,12.5,99,,\r\n`);
});
