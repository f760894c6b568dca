import { AppError } from "@mcp-tools/core";
import { createTestClient } from "@mcp-tools/tools/testing";
import { silentClient } from "@mcp-tools/tools";
import { expect, test, vi } from "vitest";
import { bob, caller, cyd, once, openApprovalsLab } from "./testing/open-approvals-lab.ts";

const URL = "https://console.example.com";
const toDecide = { holdMs: 0, consoleUrl: URL };

test("whoever is not held is told what waits, who can decide and where, until when, and how to go on", async () => {
  const { call, waiting, rows } = openApprovalsLab(toDecide);
  const { text, isError } = await call();
  const { id, expiresAt } = await waiting();
  expect(isError).toBe(true);
  for (const part of [
    "delete_all waits for approval",
    "It deletes.",
    `Approval: ${id}`,
    "owner, admin, approver",
    `${URL}/approvals/${id}`,
    `mcp-tools approvals approve ${id}`,
    new Date(expiresAt).toISOString(),
    "60 min",
    "call again with the same arguments",
  ])
    expect(text).toContain(part);
  expect(rows).toMatchObject([{ outcome: "pending", subject: id, message: expect.stringContaining(id) }]);
});

test("a call is held up to the hold time, and no longer", async () => {
  const { call, runs } = openApprovalsLab({ holdMs: 150 });
  const started = performance.now();
  expect((await call()).text).toContain("Nobody has decided yet");
  expect(performance.now() - started).toBeGreaterThan(140);
  expect(runs).toEqual([]);
});

test("a refusal reaches the caller with its reason, and by whom", async () => {
  const { call, waiting, verbs } = openApprovalsLab();
  const held = call();
  const { id } = await waiting();
  await verbs.refuseCall(bob, { id, reason: "Use the archive instead." });
  expect((await held).text).toBe("This call was refused by user:bob: Use the archive instead.");
});

test("of two calls of the same one runs, and the other asks anew", async () => {
  const { call, waiting, verbs, runs, approver } = openApprovalsLab();
  const held = [call(), call()];
  const { id } = await waiting();
  await expect.poll(() => approver.waiting).toBe(2);
  await verbs.approveCall(bob, { id, scope: once });
  const next = await vi.waitFor(async () => {
    const other = await waiting();
    expect(other.id).not.toBe(id);
    return other;
  });
  expect(runs).toHaveLength(1);
  await verbs.refuseCall(bob, { id: next.id, reason: "once is enough" });
  expect((await Promise.all(held)).map(({ text }) => text).sort()).toEqual([
    "This call was refused by user:bob: once is enough",
    "deleted",
  ]);
});

test("progress is told at once and then every few seconds, rising, below one, without the arguments", async () => {
  const { call, waiting, verbs, clock } = openApprovalsLab();
  const told: [number, number | undefined, string | undefined][] = [];
  const held = call(
    { path: "/private/thing" },
    { progress: (...args) => void told.push(args as (typeof told)[number]) },
  );
  const { id } = await waiting();
  await expect.poll(() => told.length).toBe(1);
  await new Promise((resolve) => setTimeout(resolve, 80));
  expect(told).toHaveLength(1);
  for (let count = 2; count < 5; count++) {
    clock.pass(4_001);
    await expect.poll(() => told.length).toBe(count);
  }
  await verbs.refuseCall(bob, { id, reason: "no" });
  await held;
  const numbers = told.map(([done]) => done);
  expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
  expect(new Set(numbers).size).toBe(numbers.length);
  expect(numbers.at(-1)).toBeLessThan(1);
  expect(told.at(-1)?.[2]).toContain(`waits for approval by a person (${id}), for 12 s`);
  expect(JSON.stringify(told)).not.toContain("private");
});

test("what the feed missed is found by looking, and right after a gap", async () => {
  const { call, waiting, store, changes } = openApprovalsLab();
  const held = call();
  const { id } = await waiting();
  const emit = vi.spyOn(changes, "emit").mockImplementation(() => {});
  await store.decide({ id, state: "approved", decidedBy: "user:bob", scope: once });
  changes.gap();
  expect((await held).text).toBe("deleted");
  expect(emit).toHaveBeenCalled();
});

test("a call goes on waiting while the database is away", async () => {
  const { call, waiting, verbs, store, approver, changes } = openApprovalsLab();
  const held = call();
  const { id } = await waiting();
  await expect.poll(() => approver.waiting).toBe(1);
  const { get, stillWaiting } = store;
  const away = () => Promise.reject(new AppError("unavailable", "The database is not available."));
  Object.assign(store, { get: away, stillWaiting: away });
  changes.emit({ kind: "approval", id });
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(approver.waiting).toBe(1);
  Object.assign(store, { get, stillWaiting });
  await verbs.approveCall(bob, { id, scope: once });
  expect((await held).text).toBe("deleted");
});

test("where nobody knows whether the approval was used, the call does not run and the approval is given back", async () => {
  const { call, waiting, verbs, store, runs } = openApprovalsLab({ holdMs: 0 });
  await call();
  const { id } = await waiting();
  await verbs.approveCall(bob, { id, scope: once });
  const { use } = store;
  store.use = async (claim) => {
    await use(claim);
    throw new AppError("unavailable", "The connection was lost.");
  };
  expect((await call()).text).toContain("The connection was lost");
  expect(runs).toEqual([]);
  store.use = use;
  expect((await call()).text).toBe("deleted");
  expect(await store.get(id)).toMatchObject({ state: "used" });
});

test("an approval under a policy that is not the newest any more is not used, also before this process knows", async () => {
  const { call, waiting, verbs, store, policy, runs, approver } = openApprovalsLab();
  const held = call();
  const { id } = await waiting();
  const use = vi.spyOn(store, "use").mockResolvedValue(undefined);
  await verbs.approveCall(bob, { id, scope: once });
  await expect.poll(() => use.mock.calls.length).toBeGreaterThan(1);
  expect(approver.waiting).toBeLessThanOrEqual(1);
  policy.decide = () => ({ effect: "refuse", reason: "Never on a Friday." });
  policy.version += 1;
  expect((await held).text).toBe("Not allowed: Never on a Friday.");
  expect(runs).toEqual([]);
});

test("arguments that are not JSON are refused, not asked about", async () => {
  const { call, all } = openApprovalsLab({ tool: { input: { type: "object" } } });
  expect((await call({ path: "\ud800" })).text).toContain("not well-formed Unicode");
  expect(await all()).toEqual([]);
});

test("what a toolset fixes is part of what is decided about", async () => {
  const { toolbox, call, waiting, verbs, policy, runs } = openApprovalsLab({ holdMs: 0 });
  await call({ path: "/", force: true });
  const { id } = await waiting();
  await verbs.approveCall(bob, { id, scope: { kind: "always" } });
  const { catalogue } = toolbox.policy;
  toolbox.policy.catalogue = (...of) => {
    const all = catalogue(...of);
    const tool = all?.tool("delete_all");
    return all && tool && { ...all, tool: () => ({ ...tool, fixedArguments: { force: false } }) };
  };
  expect((await call({ path: "/", force: true })).text).toContain("waits for approval");
  expect(JSON.parse((await waiting()).arguments)).toEqual({ path: "/", force: false });
  expect([policy.version, runs]).toEqual([1, []]);
});

test("a standing consent does not cover whoever gave it: a key that is theirs by now asks again", async () => {
  const { call, waiting, verbs, runs } = openApprovalsLab({ holdMs: 0 });
  await call();
  await verbs.approveCall(bob, { id: (await waiting()).id, scope: { kind: "always" } });
  expect((await call()).text).toBe("deleted");
  const principal = { ...caller, personId: bob.principal.id };
  expect((await call({ path: "/" }, { principal })).text).toContain("waits for approval");
  expect(runs).toHaveLength(1);
});

test("a held call whose key becomes somebody's is asked about anew: its owner may not approve it", async () => {
  const { call, waiting, verbs, policy, runs } = openApprovalsLab();
  const held = call();
  const { id } = await waiting();
  policy.owner = bob.principal.id;
  await vi.waitFor(async () => expect((await waiting()).id).not.toBe(id));
  const again = await waiting();
  await expect(verbs.approveCall(bob, { id, scope: once })).rejects.toMatchObject({ code: "conflict" });
  await expect(verbs.approveCall(bob, { id: again.id, scope: once })).rejects.toMatchObject({ code: "forbidden" });
  expect(runs).toEqual([]);
  await verbs.approveCall(cyd, { id: again.id, scope: once });
  expect((await held).text).toBe("deleted");
});

test("a standing consent is for the tool as it was: another schema asks again", async () => {
  const { call, waiting, verbs, toolbox } = openApprovalsLab({ holdMs: 0 });
  await call();
  await verbs.approveCall(bob, { id: (await waiting()).id, scope: { kind: "minutes", minutes: 60 } });
  const definition = toolbox.registry.tool("delete_all")?.definition;
  if (definition === undefined) throw new Error("no tool");
  const changed = { ...definition, access: "write" as const };
  toolbox.registry.setPack({ name: "test", description: "", definitions: [changed] });
  expect((await call()).text).toContain("waits for approval");
});

test("a consent for some minutes lets go what already waits and is covered, and each is recorded", async () => {
  const { call, waiting, verbs, runs, rowsOf, approver } = openApprovalsLab();
  const held = ["/a", "/b", "/c"].map((path) => call({ path }));
  await expect.poll(() => approver.waiting).toBe(3);
  const { id } = await waiting();
  await verbs.approveCall(bob, { id, scope: { kind: "minutes", minutes: 10 }, reason: "cleaning up" });
  expect((await Promise.all(held)).map(({ text }) => text)).toEqual(["deleted", "deleted", "deleted"]);
  expect(runs).toHaveLength(3);
  const recorded = rowsOf("approval.approve");
  expect(recorded).toHaveLength(3);
  expect(recorded.filter(({ arguments: details }) => details.includes(`"coveredBy":"${id}"`))).toHaveLength(2);
});

test("a tool that asks its client keeps the approval for the run with the answer", async () => {
  const runs: string[] = [];
  const { call, waiting, verbs, all } = openApprovalsLab({
    holdMs: 0,
    tool: {
      async run(_input, { ask }) {
        runs.push("started");
        const schema = { type: "object", properties: {} } as const;
        const { action } = await ask({ message: "Sure?", schema }, { key: "sure" });
        return `deleted: ${action}`;
      },
    },
  });
  await call();
  await verbs.approveCall(bob, { id: (await waiting()).id, scope: once });
  expect((await call({ path: "/" }, { client: createTestClient() })).text).toBe("input_required");
  const client = createTestClient({ sure: { action: "accept", content: {} } });
  expect((await call({ path: "/" }, { client })).text).toBe("deleted: accept");
  expect(runs).toHaveLength(2);
  expect(await all()).toMatchObject([{ state: "used" }]);
  expect((await call({ path: "/" }, { client })).text).toContain("waits for approval");
});

test("a client that can show a page is sent there, once; then it is held like any other", async () => {
  const { call, waiting, verbs, runs } = openApprovalsLab({ holdMs: 300, consoleUrl: URL });
  const asking = createTestClient({}, ["url_elicitation"]);
  const first = await call({ path: "/" }, { client: asking });
  const { id } = await waiting();
  const url = `${URL}/approvals/${id}`;
  const key = `approval:${id}`;
  expect(first.answer).toEqual({
    kind: "input_required",
    requests: {
      [key]: {
        method: "elicitation/create",
        params: { mode: "url", url, message: expect.stringContaining("delete_all") },
      },
    },
  });
  const back = createTestClient({ [key]: { action: "accept" } }, ["url_elicitation"]);
  expect((await call({ path: "/" }, { client: back })).text).toContain("Nobody has decided yet");
  const again = call({ path: "/" }, { client: back });
  await verbs.approveCall(bob, { id, scope: once });
  expect((await again).text).toBe("deleted");
  expect(runs).toHaveLength(1);
});

test.for(["decline", "cancel"])(
  "a person who answers %s to the page is not held, and the approval stays",
  async (action) => {
    const { call, waiting } = openApprovalsLab({ consoleUrl: URL });
    await call({ path: "/" }, { client: createTestClient({}, ["url_elicitation"]) });
    const { id } = await waiting();
    const client = createTestClient({ [`approval:${id}`]: { action } }, ["url_elicitation"]);
    expect((await call({ path: "/" }, { client })).text).toContain(`Approval: ${id}`);
    expect((await waiting()).id).toBe(id);
  },
);

test.for([
  { what: "knows no page", client: createTestClient({}, ["elicitation"]), consoleUrl: URL },
  {
    what: "is a legacy one",
    client: { ...createTestClient({}, ["url_elicitation"]), era: "legacy" as const },
    consoleUrl: URL,
  },
  { what: "can be asked nothing", client: silentClient, consoleUrl: URL },
  { what: "has nowhere to go", client: createTestClient({}, ["url_elicitation"]), consoleUrl: undefined },
])("a client that $what is held and told", async ({ client, consoleUrl }) => {
  const { call } = openApprovalsLab({ holdMs: 30, ...(consoleUrl !== undefined && { consoleUrl }) });
  expect((await call({ path: "/" }, { client })).text).toContain("waits for approval");
});

test("verbs take the beginning of an id, and say when it is not enough", async () => {
  const { call, verbs, waiting, all } = openApprovalsLab({ holdMs: 0 });
  await call();
  const { id } = await waiting();
  expect((await verbs.getApproval(bob, id.slice(0, 14))).approval.id).toBe(id);
  await call({ path: "/b" });
  await expect(verbs.approveCall(bob, { id: id.slice(0, 1), scope: once })).rejects.toMatchObject({
    code: "invalid_input",
  });
  expect((await all()).every(({ state }) => state === "waiting")).toBe(true);
});

test("an approval is shown with the earlier decisions about the same tool and caller", async () => {
  const { call, verbs, waiting } = openApprovalsLab({ holdMs: 0 });
  const decided: string[] = [];
  for (const path of ["/a", "/b"]) {
    await call({ path });
    const { id } = await waiting();
    decided.push(id);
    if (path === "/a") await verbs.approveCall(bob, { id, scope: once });
    else await verbs.refuseCall(cyd, { id, reason: "no" });
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  await call({ path: "/c" });
  const { approval, previous, lastApproved } = await verbs.getApproval(bob, (await waiting()).id);
  expect(approval.arguments).toBe('{"path":"/c"}');
  expect(previous.map(({ id }) => id)).toEqual(decided.toReversed());
  expect(lastApproved?.arguments).toBe('{"path":"/a"}');
});

test.for([
  { what: "a refusal without a reason", reason: " " },
  { what: "a very long reason", reason: "x".repeat(1001) },
])("$what is not taken", async ({ reason }) => {
  const { call, verbs, waiting } = openApprovalsLab({ holdMs: 0 });
  await call();
  const { id } = await waiting();
  await expect(verbs.refuseCall(bob, { id, reason })).rejects.toMatchObject({ code: "invalid_input" });
});

test.for([0, -1, 1441, Number.NaN])("a consent for %s minutes is not taken", async (minutes) => {
  const { call, verbs, waiting } = openApprovalsLab({ holdMs: 0 });
  await call();
  const { id } = await waiting();
  await expect(verbs.approveCall(bob, { id, scope: { kind: "minutes", minutes } })).rejects.toMatchObject({
    code: "invalid_input",
  });
});
