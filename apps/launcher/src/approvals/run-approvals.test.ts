import { createId, type AuditRecord } from "@mcp-tools/core";
import { createApprovalVerbs } from "@mcp-tools/governance";
import { createMemoryApprovalStore, createMemoryClock } from "@mcp-tools/governance/testing";
import { expect, test } from "vitest";
import type { ApprovalsCommand } from "../cli/approvals-commands.ts";
import { collectOutput } from "../testing/collect-output.ts";
import { runApprovals } from "./run-approvals.ts";

function openLab() {
  const clock = createMemoryClock();
  const store = createMemoryApprovalStore({ clock, announce() {} });
  const rows: AuditRecord[] = [];
  const verbs = createApprovalVerbs({
    store,
    audit: { record: async (row) => void rows.push(row), isAvailable: () => true },
  });
  return {
    store,
    rows,
    clock,
    async ask(args: object = { path: "/" }, overrides: Partial<Parameters<typeof store.open>[0]> = {}) {
      const { approval } = await store.open({
        id: createId(),
        principalId: "key:1",
        principalName: "ci",
        tool: "delete_all",
        toolDigest: "d",
        arguments: JSON.stringify(args),
        argumentsDigest: JSON.stringify(args),
        policyVersion: 1,
        reason: "Destructive tools are asked about.",
        transport: "http",
        client: "claude/1",
        expireMs: 3_600_000,
        ...overrides,
      });
      return approval;
    },
    async run(command: ApprovalsCommand, { json = false, confirm = undefined as boolean | undefined } = {}) {
      const { output, printed, noted } = collectOutput();
      const code = await runApprovals({ command, json }, verbs, {
        output,
        accessOf: async () => "destructive",
        confirm: confirm === undefined ? undefined : () => Promise.resolve(confirm),
        now: clock.now,
      });
      return { code, printed: printed(), noted: noted() };
    },
  };
}

const approve = { verb: "approve", scope: undefined, reason: undefined, yes: false } as const;

test("lists what waits in a line each, with enough of the id to go on with", async () => {
  const { ask, run } = openLab();
  const list = { verb: "list", state: "waiting", limit: 10 } as const;
  expect(await run(list)).toMatchObject({ code: 0, printed: "No call waits for approval." });
  const { id } = await ask();
  const { printed } = await run(list);
  expect(printed).toMatch(/delete_all +ci +expires in 60 min/);
  const [, line = ""] = printed.split("\n");
  const [shortId = ""] = line.split(" ");
  expect(id.startsWith(shortId)).toBe(true);
  expect((await run({ verb: "show", id: shortId })).printed).toContain(id);
  expect(JSON.parse((await run(list, { json: true })).printed)).toMatchObject([{ id, state: "waiting" }]);
});

test("shows the card before it asks, and approves what was shown", async () => {
  const { ask, run, store, rows } = openLab();
  const { id } = await ask({ path: "/srv", note: "\u001b[2Jgone\u202e" });
  const { code, noted, printed } = await run({ ...approve, id: id.slice(0, 20) }, { confirm: true });
  expect(code).toBe(0);
  for (const part of [
    "delete_all (destructive)",
    "ci (key:1)",
    "http, claude/1",
    "are asked about",
    '"path": "/srv"',
    id,
  ])
    expect(noted).toContain(part);
  for (const hidden of ["\u001b", "\u202e"]) expect(noted).not.toContain(hidden);
  expect(printed).toContain("Approved once");
  expect(await store.get(id)).toMatchObject({ state: "approved", decidedBy: "operator", scope: { kind: "once" } });
  expect(rows).toMatchObject([{ action: "approval.approve", transport: "cli", principalId: "operator", subject: id }]);
});

test("a no decides nothing", async () => {
  const { ask, run, store } = openLab();
  const { id } = await ask();
  expect(await run({ ...approve, id }, { confirm: false })).toMatchObject({ code: 1, printed: "" });
  expect(await store.get(id)).toMatchObject({ state: "waiting" });
});

test("without a terminal it wants --yes", async () => {
  const { ask, run, store } = openLab();
  const { id } = await ask();
  await expect(run({ ...approve, id })).rejects.toMatchObject({
    code: "invalid_input",
    message: expect.stringContaining("--yes"),
  });
  expect(await run({ ...approve, id, yes: true })).toMatchObject({ code: 0, noted: "" });
  expect(await store.get(id)).toMatchObject({ state: "approved" });
});

test("approves for a while and for good, and takes that back", async () => {
  const { ask, run, store } = openLab();
  const { id } = await ask();
  await run({ ...approve, id, yes: true, scope: { minutes: 10 } });
  const other = await ask({ path: "/b" });
  expect((await run({ ...approve, id: other.id, yes: true, scope: "always" }, { json: true })).printed).toContain(
    '"kind":"always"',
  );
  const { printed } = await run({ verb: "grants" });
  expect(printed).toMatch(/delete_all by key:1, any arguments, until \d{4}-/);
  expect(printed).toMatch(/delete_all by key:1, these arguments, until revoked \(by operator\)/);
  for (const grant of await store.listGrants()) await run({ verb: "revoke-grant", id: grant.id });
  expect((await run({ verb: "grants" })).printed).toBe("No standing consents.");
});

test("refuses with a reason, which the next card shows", async () => {
  const { ask, run } = openLab();
  const first = await ask();
  await run({ ...approve, id: first.id, yes: true });
  const second = await ask({ path: "/b" });
  expect((await run({ verb: "refuse", id: second.id, reason: "not on a Friday" })).printed).toContain("Refused");
  const third = await ask({ path: "/c" });
  const { printed } = await run({ verb: "show", id: third.id });
  expect(printed).toContain("refused by operator: not on a Friday");
  expect(printed).toMatch(/last approved with[^]*"path": "\/"/);
});

test("says what is wrong with an id", async () => {
  const { run, ask } = openLab();
  await ask();
  await ask({ path: "/b" });
  await expect(run({ verb: "show", id: "fff" })).rejects.toMatchObject({ code: "not_found" });
  await expect(run({ verb: "show", id: "0" })).rejects.toMatchObject({ code: "invalid_input" });
});
