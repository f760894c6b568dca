import { createId, type AuditFilter, type AuditLog, type AuditRecord } from "@mcp-tools/core";
import { expect, test } from "vitest";
import { operator, type Actor } from "../actor/actor.ts";
import { roles } from "../actor/permissions.ts";
import { createAuditVerbs } from "./create-audit-verbs.ts";

/** A million rows that exist only page by page. */
function createAudit(pagesInAll = 2000) {
  const recorded: AuditRecord[] = [];
  const asked: AuditFilter[] = [];
  let made = 0;
  const rowOf = (index: number): AuditRecord => ({
    id: createId(),
    kind: "call",
    action: "tools/call",
    startedAt: index,
    principalId: "key:1",
    principalName: "ci",
    transport: "http",
    tool: "fetch",
    arguments: JSON.stringify({ text: "x".repeat(400) }),
    outcome: "ok",
    durationMs: 1,
    resultBytes: 1,
  });
  const audit = {
    record: async (row: AuditRecord) => void recorded.push(row),
    list: async () => [rowOf(1)],
    get: async () => rowOf(1),
    verify: async () => ({ ok: true, rows: 0, blocks: 0, problems: [], heads: [] }),
    async *pages(filter: AuditFilter) {
      asked.push(filter);
      for (; made < pagesInAll; made++) yield Array.from({ length: 500 }, (_, index) => rowOf(index));
    },
  } as unknown as AuditLog;
  return { verbs: createAuditVerbs({ audit }), recorded, asked, made: () => made };
}

const actor = (role: Actor["role"]): Actor => ({ ...operator, role });

test.for(roles)(
  "what %s may do with the audit is what the table of roles says, and a refusal is recorded",
  async (role) => {
    const { verbs, recorded } = createAudit(1);
    const may = ["owner", "admin", "auditor"].includes(role);
    const tries = [
      () => verbs.list(actor(role), { limit: 1 }),
      () => verbs.find(actor(role), createId()),
      () => verbs.verify(actor(role)),
      () => verbs.export(actor(role), { format: "csv", filter: {} }),
    ];

    for (const attempt of tries) {
      if (may) await attempt();
      else await expect(attempt()).rejects.toMatchObject({ code: "forbidden" });
    }

    const refused = recorded.filter(({ outcome }) => outcome === "refused").map(({ action }) => action);
    expect(refused).toEqual(may ? [] : ["audit.list", "audit.show", "audit.verify", "audit.export"]);
  },
);

test("an export is recorded before there is a row of it, with what was asked for, and ends where it began", async () => {
  const { verbs, recorded, asked } = createAudit(1);
  const before = Date.now();

  const parts = await verbs.export(operator, { format: "jsonl", filter: { tool: "fetch" } });

  expect(recorded).toMatchObject([{ kind: "access", action: "audit.export", principalId: "operator", outcome: "ok" }]);
  expect(JSON.parse(recorded[0]?.arguments ?? "")).toEqual({ format: "jsonl", tool: "fetch" });
  expect(asked).toEqual([]);
  for await (const part of parts) expect(part).toContain("\n");
  expect(asked[0]?.tool).toBe("fetch");
  expect(asked[0]?.to).toBeGreaterThanOrEqual(before);
  expect(asked[0]?.to).toBeLessThanOrEqual(Date.now());
});

test("an export that cannot be recorded is not made", async () => {
  const { asked } = createAudit(1);
  const audit = { record: () => Promise.reject(new Error("down")) } as unknown as AuditLog;

  await expect(createAuditVerbs({ audit }).export(operator, { format: "csv", filter: {} })).rejects.toThrow("down");
  expect(asked).toEqual([]);
});

test("a million rows for a slow reader: a page is made when the last one was taken, and memory does not grow", async () => {
  const { verbs, made } = createAudit();
  const parts = (await verbs.export(operator, { format: "csv", filter: {} }))[Symbol.asyncIterator]();
  let bytes = 0;
  let taken = 0;
  let early = 0;
  for (let part = await parts.next(); !part.done; part = await parts.next()) {
    bytes += part.value.length;
    expect(made()).toBeLessThanOrEqual(++taken);
    if (taken === 200) early = process.memoryUsage().heapUsed;
  }

  expect(taken).toBe(2000);
  expect(bytes).toBeGreaterThan(500_000_000);
  expect(process.memoryUsage().heapUsed - early).toBeLessThan(200_000_000);
}, 60_000);
