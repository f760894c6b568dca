import { createId, type ApprovalStore } from "@mcp-tools/core";
import { expect, test } from "vitest";
import type { Actor } from "../actor/actor.ts";
import { bob, cyd, openApprovalsLab } from "./testing/open-approvals-lab.ts";

const MINUTES = { kind: "minutes", minutes: 30 } as const;
const token: Actor = {
  ...cyd,
  principal: { id: "token:1", kind: "token", name: "script", space: "default", personId: "user:cyd" },
};

function open({ hidden = [] as readonly string[] } = {}) {
  const tools = new Set(["pay", "mail", "delete_all"].filter((tool) => !hidden.includes(tool)));
  const lab = openApprovalsLab({ toolsFor: ({ principal }) => (principal.id === "user:cyd" ? tools : undefined) });
  let asked = 0;
  const ask = async (overrides: Partial<Parameters<ApprovalStore["open"]>[0]> = {}) => {
    asked += 1;
    const { approval } = await lab.store.open({
      // Within a millisecond ids are in no order.
      id: createId(Date.now() + asked),
      principalId: "key:ci",
      principalName: "ci",
      tool: "pay",
      toolDigest: "d",
      arguments: "{}",
      argumentsDigest: `a-${asked}`,
      policyVersion: 1,
      reason: "It pays.",
      transport: "http",
      expireMs: 3_600_000,
      ...overrides,
    });
    return approval.id;
  };
  const stateOf = async (id: string) => (await lab.store.get(id))?.state;
  return { ...lab, ask, stateOf };
}

test.for([
  { name: "a person", actor: cyd },
  { name: "a token", actor: token },
])("the consent of $name covers no waiting call of that person", async ({ actor }) => {
  const { verbs, ask, stateOf, rowsOf } = open();
  const own = await ask({ personId: "user:cyd" });
  await expect(verbs.approveCall(actor, { id: own, scope: MINUTES })).rejects.toMatchObject({ code: "forbidden" });
  const id = await ask();
  const other = await ask({ personId: "user:ann" });
  await verbs.approveCall(actor, { id, scope: MINUTES });
  expect([await stateOf(own), await stateOf(id), await stateOf(other)]).toEqual(["waiting", "approved", "approved"]);
  expect(rowsOf("approval.approve").map(({ subject, outcome }) => [subject, outcome])).toEqual([
    [own, "refused"],
    [id, "ok"],
    [other, "ok"],
  ]);
});

test("nothing that a consent covered runs after it is taken back", async () => {
  const { verbs, ask, stateOf } = open();
  const [id, covered] = [await ask(), await ask()];
  await verbs.approveCall(bob, { id, scope: MINUTES });
  expect(await stateOf(covered)).toBe("approved");
  const [grant] = await verbs.listGrants(bob);
  await verbs.revokeGrant(bob, grant?.id ?? "");
  expect([await stateOf(id), await stateOf(covered)]).toEqual(["expired", "expired"]);
});

test("calls of a tool that is not there for somebody are in no list, page, count or consent of theirs", async () => {
  const { verbs, ask } = open({ hidden: ["pay"] });
  expect(await verbs.countWaiting(cyd)).toEqual({ count: 0, oldestAt: undefined, newestId: undefined });
  const ids: string[] = [];
  for (const tool of ["pay", "mail", "pay", "delete_all", "pay"]) ids.push(await ask({ tool }));
  const [paid = "", mail = "", , remove = "", newest = ""] = ids;
  const page = async (before?: string) =>
    (await verbs.listApprovals(cyd, { state: "waiting", limit: 1, before })).map(({ id }) => id);
  expect([await page(), await page(mail), await page(remove)]).toEqual([[mail], [remove], []]);
  expect(await verbs.listApprovals(cyd, { tool: "pay", limit: 10 })).toEqual([]);
  expect(await verbs.countWaiting(cyd)).toMatchObject({ count: 2, newestId: remove });
  expect(await verbs.countWaitingForEach([bob, cyd])).toMatchObject([{ count: 5, newestId: newest }, { count: 2 }]);
  await verbs.approveCall(bob, { id: paid, scope: { kind: "always" } });
  const [grant] = await verbs.listGrants(bob);
  expect(await verbs.listGrants(cyd)).toEqual([]);
  await expect(verbs.revokeGrant(cyd, grant?.id ?? "")).rejects.toMatchObject({ code: "not_found" });
  await expect(verbs.refuseCall(cyd, { id: newest, reason: "no" })).rejects.toMatchObject({ code: "not_found" });
});

test("who may not read approvals is told no count, in whatever company", async () => {
  const { verbs } = open();
  await expect(verbs.countWaitingForEach([bob, { ...cyd, role: "viewer" }])).rejects.toMatchObject({
    code: "forbidden",
  });
});
