import type { ToolDefinition } from "@mcp-tools/tools";
import { expect, test } from "vitest";
import {
  ann,
  ASK,
  bob,
  caller,
  cyd,
  once,
  openApprovalsLab,
  person,
  waitingFor,
  type ApprovalsLab,
  type LabOptions,
} from "./testing/open-approvals-lab.ts";

interface Row extends LabOptions {
  readonly name: string;
  run(lab: ApprovalsLab): Promise<void>;
}

const MINUTE = 60_000;
/** Not held: the caller is told at once that it has to call again. */
const notHeld = { holdMs: 0 };

const rows: readonly Row[] = [
  {
    name: "approve after expiry",
    ...notHeld,
    async run({ call, waiting, verbs, clock, runs, store }) {
      await call();
      const { id } = await waiting();
      clock.pass(61 * MINUTE);
      await expect(verbs.approveCall(bob, { id, scope: once })).rejects.toMatchObject({
        code: "conflict",
        detail: { state: "expired" },
      });
      expect((await call()).text).not.toContain(id);
      expect(runs).toEqual([]);
      expect(await store.get(id)).toMatchObject({ state: "expired" });
    },
  },
  {
    name: "expired while held",
    async run({ call, waiting, clock, runs }) {
      const held = call();
      const { id } = await waiting();
      clock.pass(61 * MINUTE);
      const told = await held;
      expect(told).toMatchObject({ isError: true, text: expect.stringContaining("has expired") });
      expect(told.text).toContain(id);
      expect(runs).toEqual([]);
    },
  },
  {
    name: "approve twice",
    async run({ call, waiting, verbs, runs, rowsOf }) {
      const held = call();
      const { id } = await waiting();
      await verbs.approveCall(bob, { id, scope: once });
      await expect(verbs.approveCall(bob, { id, scope: once })).rejects.toMatchObject({ code: "conflict" });
      expect(await held).toMatchObject({ text: "deleted", isError: false });
      await expect(verbs.approveCall(cyd, { id, scope: once })).rejects.toMatchObject({ code: "conflict" });
      expect(runs).toHaveLength(1);
      expect(rowsOf("approval.approve").map(({ outcome }) => outcome)).toEqual(["ok", "refused", "refused"]);
    },
  },
  {
    name: "two approvers at the same instant",
    async run({ call, waiting, verbs, runs, store }) {
      const held = call();
      const { id } = await waiting();
      const [one, other] = await Promise.allSettled([
        verbs.approveCall(bob, { id, scope: once }),
        verbs.refuseCall(cyd, { id, reason: "no" }),
      ]);
      expect([one.status, other.status].sort()).toEqual(["fulfilled", "rejected"]);
      const lost = one.status === "rejected" ? one : other;
      expect(lost).toMatchObject({ reason: { code: "conflict", detail: { id, decidedAt: expect.any(Number) } } });
      const isApproved = one.status === "fulfilled";
      expect((await held).isError).toBe(!isApproved);
      expect(runs).toHaveLength(isApproved ? 1 : 0);
      expect(await store.get(id)).toMatchObject({ decidedBy: isApproved ? "user:bob" : "user:cyd" });
    },
  },
  {
    name: "refuse after approve",
    async run({ call, waiting, verbs, runs }) {
      const held = call();
      const { id } = await waiting();
      await verbs.approveCall(bob, { id, scope: once });
      await expect(verbs.refuseCall(cyd, { id, reason: "too late" })).rejects.toMatchObject({
        code: "conflict",
        message: expect.stringContaining("user:bob"),
      });
      expect((await held).text).toBe("deleted");
      expect(runs).toHaveLength(1);
    },
  },
  {
    name: "arguments changed after approval",
    ...notHeld,
    async run({ call, waiting, verbs, runs, store }) {
      await call({ path: "/tmp" });
      const { id } = await waiting();
      await verbs.approveCall(bob, { id, scope: once });
      const changed = await call({ path: "/" });
      expect(changed).toMatchObject({ isError: true, text: expect.stringContaining("waits for approval") });
      expect(changed.text).not.toContain(id);
      expect(runs).toEqual([]);
      expect(await store.get(id)).toMatchObject({ state: "approved" });
      expect(await call({ path: "/tmp" })).toMatchObject({ text: "deleted" });
      expect(runs).toEqual([{ path: "/tmp" }]);
    },
  },
  {
    name: "key order changed in the arguments (same digest)",
    ...notHeld,
    async run({ call, waiting, verbs, runs, all }) {
      await call({ path: "/", force: { a: 1, b: [1.0, "é"] } });
      const { id } = await waiting();
      expect((await call({ force: { b: [1, "\u00e9"], a: 1 }, path: "/" })).text).toContain(id);
      await verbs.approveCall(bob, { id, scope: once });
      expect((await call({ force: { b: [1, "é"], a: 1 }, path: "/" })).text).toBe("deleted");
      expect(runs).toHaveLength(1);
      expect(await all()).toHaveLength(1);
    },
  },
  {
    name: "policy changed while waiting: now it allows",
    async run({ call, waiting, policy, runs, store }) {
      const held = call();
      const { id } = await waiting();
      policy.decide = () => ({ effect: "allow", reason: "" });
      policy.version += 1;
      expect(await held).toMatchObject({ text: "deleted" });
      expect(runs).toHaveLength(1);
      expect(await store.get(id)).toMatchObject({ state: "waiting" });
    },
  },
  {
    name: "policy changed while waiting: now it refuses",
    async run({ call, waiting, policy, verbs, runs }) {
      const held = call();
      const { id } = await waiting();
      policy.decide = () => ({ effect: "refuse", reason: "Never on a Friday." });
      policy.version += 1;
      await verbs.approveCall(bob, { id, scope: once }).catch(() => {});
      expect(await held).toMatchObject({ isError: true, text: "Not allowed: Never on a Friday." });
      expect(runs).toEqual([]);
    },
  },
  {
    name: "policy changed while waiting: it still asks, and the old approval does not count",
    async run({ call, waiting, policy, verbs, runs, store, rowsOf }) {
      const held = call();
      const { id } = await waiting();
      policy.decide = () => ({ ...ASK, reason: "Another reason." });
      policy.version += 1;
      await waitingFor(async () => (await waiting()).id !== id);
      expect(await store.get(id)).toMatchObject({ state: "expired" });
      expect(rowsOf("approval.expire")).toMatchObject([{ subject: id, principalId: "system" }]);
      await expect(verbs.approveCall(bob, { id, scope: once })).rejects.toMatchObject({ code: "conflict" });
      const next = await waiting();
      expect(next).toMatchObject({ policyVersion: 2, reason: "Another reason." });
      await verbs.approveCall(bob, { id: next.id, scope: once });
      expect(await held).toMatchObject({ text: "deleted" });
      expect(runs).toHaveLength(1);
    },
  },
  {
    name: "policy changed after approval, before the call comes back",
    ...notHeld,
    async run({ call, waiting, policy, verbs, runs }) {
      await call();
      const { id } = await waiting();
      await verbs.approveCall(bob, { id, scope: once });
      policy.version += 1;
      expect((await call()).text).toContain("waits for approval");
      expect((await waiting()).id).not.toBe(id);
      expect(runs).toEqual([]);
    },
  },
  {
    name: "tool disabled while waiting",
    async run({ call, waiting, policy, verbs, runs }) {
      const held = call();
      const { id } = await waiting();
      policy.visible = false;
      await verbs.approveCall(bob, { id, scope: once });
      expect(await held).toMatchObject({ isError: true, text: expect.stringContaining("switched off") });
      expect(runs).toEqual([]);
    },
  },
  {
    name: "tool's schema changed while waiting",
    async run({ call, waiting, toolbox, verbs, runs, store }) {
      const held = call();
      const { id } = await waiting();
      const tool = toolbox.registry.tool("delete_all")?.definition as ToolDefinition;
      const input = { type: "object", properties: { path: {}, recursive: {} } };
      toolbox.registry.setPack({ name: "test", description: "", definitions: [{ ...tool, input }] });
      await verbs.approveCall(bob, { id, scope: once });
      expect(await held).toMatchObject({ isError: true, text: expect.stringContaining("schema changed") });
      expect(runs).toEqual([]);
      const again = call();
      await waitingFor(async () => (await waiting()).id !== id);
      expect(await store.get(id)).toMatchObject({ state: "expired" });
      await verbs.approveCall(bob, { id: (await waiting()).id, scope: once });
      expect((await again).text).toBe("deleted");
    },
  },
  {
    name: "caller and approver are the same person",
    async run({ call, waiting, verbs, runs, rowsOf }) {
      const held = call();
      const { id } = await waiting();
      const own = [
        ann,
        { ...bob, principal: caller },
        { ...bob, principal: { ...bob.principal, personId: "user:ann" } },
      ];
      for (const actor of own)
        await expect(verbs.approveCall(actor, { id, scope: once })).rejects.toMatchObject({
          code: "forbidden",
          message: expect.stringContaining("own call"),
        });
      expect(rowsOf("approval.approve").map(({ outcome }) => outcome)).toEqual(["refused", "refused", "refused"]);
      expect(runs).toEqual([]);
      await verbs.refuseCall(ann, { id, reason: "I changed my mind" });
      expect(await held).toMatchObject({ isError: true, text: expect.stringContaining("I changed my mind") });
    },
  },
  {
    name: "approver lacks the role",
    async run({ call, waiting, verbs, runs, store, rowsOf }) {
      const held = call();
      const { id } = await waiting();
      for (const role of ["auditor", "viewer"] as const)
        await expect(verbs.approveCall(person("eve", role), { id, scope: once })).rejects.toMatchObject({
          code: "forbidden",
          message: expect.stringContaining("approver"),
        });
      expect(await store.get(id)).toMatchObject({ state: "waiting" });
      expect(rowsOf("approval.approve")).toMatchObject([
        { outcome: "refused", principalId: "user:eve", subject: id },
        { outcome: "refused" },
      ]);
      await verbs.refuseCall(bob, { id, reason: "no" });
      await held;
      expect(runs).toEqual([]);
    },
  },
  {
    name: "approver lacks the tool",
    toolsFor: ({ principal }) => (principal.id === "user:cyd" ? new Set(["get_time"]) : undefined),
    async run({ call, waiting, verbs, runs, rowsOf }) {
      const held = call();
      const { id } = await waiting();
      expect(await verbs.listApprovals(cyd, { limit: 10 })).toEqual([]);
      await expect(verbs.getApproval(cyd, id)).rejects.toMatchObject({ code: "not_found" });
      await expect(verbs.approveCall(cyd, { id, scope: once })).rejects.toMatchObject({ code: "not_found" });
      await expect(verbs.refuseCall(cyd, { id, reason: "no" })).rejects.toMatchObject({ code: "not_found" });
      expect(rowsOf("approval.approve")).toMatchObject([{ outcome: "refused", principalId: "user:cyd" }]);
      await verbs.approveCall(bob, { id, scope: once });
      expect((await held).text).toBe("deleted");
      expect(runs).toHaveLength(1);
    },
  },
  {
    name: "process restarted while waiting",
    async run({ call, waiting, verbs, runs, stop, startProcess, all }) {
      const held = call();
      const { id } = await waiting();
      stop();
      const told = await held;
      expect(told).toMatchObject({ isError: true, text: expect.stringContaining("restarting") });
      expect(told.text).toContain(id);
      // Whoever still calls while it stops is told so, too, and nothing is lost.
      expect((await call()).text).toContain(id);
      const second = startProcess("second");
      const again = second.call();
      await verbs.approveCall(bob, { id, scope: once });
      expect((await again).text).toBe("deleted");
      expect(runs).toHaveLength(1);
      expect(await all()).toHaveLength(1);
    },
  },
  {
    name: "replica killed while waiting",
    async run({ startProcess, waiting, verbs, runs, sweeper, all, store }) {
      const killed = startProcess("killed", { frozen: true });
      const gone = new AbortController();
      const lost = killed.call({ path: "/" }, { signal: gone.signal });
      const { id } = await waiting();
      const other = startProcess("other");
      const held = other.call();
      await waitingFor(async () => other.approver.waiting === 1);
      await verbs.approveCall(bob, { id, scope: once });
      expect((await held).text).toBe("deleted");
      sweeper.start();
      await new Promise((resolve) => setTimeout(resolve, 60));
      await sweeper.stop();
      expect(await store.get(id)).toMatchObject({ state: "used", processId: "other" });
      expect(runs).toHaveLength(1);
      expect(await all()).toHaveLength(1);
      gone.abort();
      await lost;
    },
  },
  {
    name: "replica killed between approve and run (`unknown`, not run twice)",
    tool: { timeoutMs: 60_000 },
    async run({ call, startProcess, waiting, verbs, runs, clock, sweeper, store, rowsOf }) {
      const killed = startProcess("killed", { hangs: true });
      const gone = new AbortController();
      const lost = killed.call({ path: "/" }, { signal: gone.signal });
      const { id } = await waiting();
      await verbs.approveCall(bob, { id, scope: once });
      await waitingFor(async () => runs.length === 1);
      clock.pass(25_000);
      clock.report("first");
      sweeper.start();
      await waitingFor(async () => (await store.get(id))?.state === "unknown");
      await waitingFor(async () => rowsOf("tools/call").length > 0);
      await sweeper.stop();
      const { callId } = (await store.get(id)) ?? {};
      expect(rowsOf("tools/call")).toMatchObject([
        { kind: "call", outcome: "unknown", subject: callId, principalId: caller.id, transport: "system" },
      ]);
      // Nothing runs again by itself, and whoever calls again asks anew.
      const again = call();
      const next = await waiting();
      expect(next.id).not.toBe(id);
      expect(runs).toHaveLength(1);
      await verbs.refuseCall(bob, { id: next.id, reason: "look first" });
      await again;
      gone.abort();
      await lost;
    },
  },
  {
    name: "client vanished while waiting (nothing runs later unless it calls again)",
    async run({ call, waiting, verbs, runs, store }) {
      const gone = new AbortController();
      const held = call({ path: "/" }, { signal: gone.signal });
      const { id } = await waiting();
      gone.abort();
      await held;
      await verbs.approveCall(bob, { id, scope: once });
      await new Promise((resolve) => setTimeout(resolve, 60));
      expect(runs).toEqual([]);
      expect(await store.get(id)).toMatchObject({ state: "approved" });
      expect((await call()).text).toBe("deleted");
      expect(runs).toHaveLength(1);
    },
  },
  {
    name: "client cancels while waiting",
    async run({ call, waiting, approver, runs, rows: recorded, changes, store }) {
      const gone = new AbortController();
      const held = call({ path: "/" }, { signal: gone.signal });
      const { id } = await waiting();
      await waitingFor(async () => approver.waiting === 1);
      gone.abort();
      expect((await held).text).toContain("cancelled");
      expect(recorded).toMatchObject([{ outcome: "cancelled", subject: id }]);
      expect([approver.waiting, changes.listeners]).toEqual([0, 0]);
      expect(await store.get(id)).toMatchObject({ state: "waiting" });
      expect(runs).toEqual([]);
    },
  },
  {
    name: "secrets masked in card, notification, audit",
    async run({ call, waiting, verbs, runs, rows: recorded, store }) {
      const secret = "hunter2-hunter2";
      const token = "ghp_0123456789abcdefABCDEF";
      const told: unknown[] = [];
      const progress = (...args: unknown[]) => void told.push(args);
      const args = { path: `https://x/?token=${token}`, password: secret };
      const held = call(args, { progress });
      const { id, arguments: card } = await waiting();
      await waitingFor(async () => told.length > 0);
      await verbs.approveCall(bob, { id, scope: { kind: "always" } });
      await held;
      const other = call({ ...args, path: token }, { progress });
      await verbs.refuseCall(bob, { id: (await waiting()).id, reason: "no" });
      const shown = JSON.stringify([
        card,
        await verbs.getApproval(bob, id),
        await verbs.listGrants(bob),
        told,
        recorded,
        await other,
        await store.list({ limit: 10 }),
      ]);
      expect(shown).not.toContain(secret);
      expect(shown).not.toContain(token);
      expect(card).toContain("••••");
      // What was decided about, and what ran, are the real ones.
      expect(runs).toEqual([args]);
      expect((await call(args)).text).toBe("deleted");
      const otherSecret = call({ ...args, password: "another" });
      await verbs.refuseCall(bob, { id: (await waiting()).id, reason: "no" });
      expect((await otherSecret).isError).toBe(true);
    },
  },
  {
    name: '"for 10 minutes" grant ends on time',
    ...notHeld,
    async run({ call, waiting, verbs, runs, clock }) {
      await call({ path: "/a" });
      const { id } = await waiting();
      await verbs.approveCall(bob, { id, scope: { kind: "minutes", minutes: 10 } });
      expect((await call({ path: "/b" })).text).toBe("deleted");
      clock.pass(9 * MINUTE + 55_000);
      expect((await call({ path: "/c" })).text).toBe("deleted");
      clock.pass(5_001);
      expect((await call({ path: "/d" })).text).toContain("waits for approval");
      // Nor is what was approved with it left over.
      expect((await call({ path: "/a" })).text).toContain("waits for approval");
      expect(runs).toEqual([{ path: "/b" }, { path: "/c" }]);
      expect((await call({ path: "/b" }, { principal: { ...caller, id: "key:other" } })).text).toContain("waits");
    },
  },
  {
    name: '"always for these arguments" does not cover others',
    ...notHeld,
    async run({ call, waiting, verbs, runs, clock, rows: recorded }) {
      await call({ path: "/a", force: true });
      const { id } = await waiting();
      await verbs.approveCall(bob, { id, scope: { kind: "always" } });
      const [grant] = await verbs.listGrants(bob);
      for (let times = 0; times < 3; times++) {
        expect((await call({ force: true, path: "/a" })).text).toBe("deleted");
        clock.pass(1000 * MINUTE);
      }
      expect(recorded.filter(({ subject }) => subject === grant?.id)).toHaveLength(3);
      for (const other of [
        { path: "/a" },
        { path: "/a", force: false },
        { path: "/a", force: "true" },
        { force: true },
      ])
        expect((await call(other)).text).toContain("waits for approval");
      expect(runs).toHaveLength(3);
      await verbs.revokeGrant(bob, grant?.id.slice(0, 18) ?? "");
      expect((await call({ path: "/a", force: true })).text).toContain("waits for approval");
    },
  },
  {
    name: "a thousand waiting at once",

    async run({ call, store, approver, verbs, runs, changes }) {
      let asked = 0;
      const { stillWaiting } = store;
      store.stillWaiting = (ids) => {
        asked += 1;
        return stillWaiting(ids);
      };
      const held = Array.from({ length: 1_000 }, (_, index) => call({ path: `/${index}` }));
      await waitingFor(async () => approver.waiting === 1_000);
      expect(changes.listeners).toBe(1);
      const [before, cpu, at] = [asked, process.cpuUsage(), performance.now()];
      await new Promise((resolve) => setTimeout(resolve, 500));
      const spent = process.cpuUsage(cpu);
      // One question a tick for all of them, 20 ms apart here and 75 times rarer in earnest.
      expect(asked - before).toBeLessThanOrEqual((performance.now() - at) / 16 + 1);
      expect((spent.user + spent.system) / 1000).toBeLessThan(performance.now() - at + 500);
      const open = await store.list({ state: "waiting", limit: 1_000 });
      for (const [index, { id }] of open.entries())
        await (index % 2 === 0
          ? verbs.approveCall(bob, { id, scope: once })
          : verbs.refuseCall(bob, { id, reason: "no" }));
      const answers = await Promise.all(held);
      expect(answers.filter(({ text }) => text === "deleted")).toHaveLength(500);
      expect(answers.filter(({ text }) => text.includes("refused"))).toHaveLength(500);
      expect(runs).toHaveLength(500);
      expect([approver.waiting, changes.listeners]).toEqual([0, 0]);
    },
  },
];

test.for(rows)("$name", { timeout: 60_000 }, async ({ run, ...options }) => {
  await run(openApprovalsLab(options));
});
