import { expect, test } from "vitest";
import { operator, type Actor } from "../actor/actor.ts";
import { openTestPolicy } from "../testing/open-test-policy.ts";
import { person } from "./testing/open-approvals-lab.ts";
import { visibleTools } from "./visible-tools.ts";

const notForCyd = { id: "not-for-cyd", match: { principals: ["user:cyd"], tools: ["drop_all"] }, effect: "refuse" };

async function open(parts: object) {
  const { policy, toolbox, store } = await openTestPolicy({ ...parts });
  await toolbox.load();
  const sees = (actor: Actor, tool = "drop_all") => visibleTools(policy, actor)?.has(tool) ?? "all";
  return { policy, store, sees };
}

test("what a rule keeps from an approver is not there for them, and for another it is", async () => {
  const { sees } = await open({ rules: [notForCyd] });
  expect([sees(person("cyd")), sees(person("bob")), sees(person("cyd"), "get_time")]).toEqual([false, true, true]);
});

test("a condition on arguments hides nothing: some calls are allowed", async () => {
  const match = { tools: ["fetch"], arguments: [{ pointer: "/url", like: "*.internal*" }] };
  const { sees } = await open({ rules: [{ id: "internal", match, effect: "refuse" }] });
  expect(sees(person("cyd"), "fetch")).toBe(true);
});

test("a tool that is there in a toolset alone, and by another name, is there", async () => {
  const { sees } = await open({
    toolsets: [{ name: "ops", tools: [{ tool: "drop_all", name: "drop" }] }],
    rules: [
      { id: "in-ops", match: { toolsets: ["ops"], tools: ["drop_all"] }, effect: "ask" },
      { id: "else", match: { tools: ["drop_all"] }, effect: "refuse" },
    ],
  });
  expect(sees(person("cyd"))).toBe(true);
});

test("who reads the audit sees all, and so does the command line: also what is there for nobody", async () => {
  const { sees, policy } = await open({
    rules: [
      { id: "ci", match: { principals: ["key:ci"], tools: ["drop_all"] }, effect: "ask" },
      { id: "else", match: { tools: ["drop_all"] }, effect: "refuse" },
    ],
    tools: { get_time: { enabled: false } },
  });
  expect([sees(person("cyd")), sees(person("cyd"), "get_time"), sees(person("cyd"), "gone")]).toEqual(
    Array(3).fill(false),
  );
  for (const role of ["owner", "admin", "auditor"] as const)
    expect(visibleTools(policy, person("ann", role))).toBeUndefined();
  expect(visibleTools(policy, operator)).toBeUndefined();
});

test("a change of the policy holds at once; before it was read nothing is there", async () => {
  const { policy, store, sees } = await open({});
  const cyd = person("cyd");
  expect(sees(cyd)).toBe(true);
  await store.put({ rules: [notForCyd] });
  await policy.refresh();
  expect(sees(cyd)).toBe(false);
  const unread = await openTestPolicy();
  expect(visibleTools(unread.policy, cyd)).toEqual(new Set());
});
