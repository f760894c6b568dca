import { createId } from "@mcp-tools/core";
import { expect, test } from "vitest";
import { once, openApprovalsLab } from "../approvals/testing/open-approvals-lab.ts";
import { tokenActor } from "./token-actor.ts";

function actorOf(createdBy: string, id: string = createId()) {
  const actor = tokenActor({ id, name: id, role: "admin", createdBy }, {});
  if (actor === undefined) throw new Error("This role is one.");
  return actor;
}

test("a role that is none makes no actor", () => {
  expect(tokenActor({ id: "t1", name: "ci", role: "root", createdBy: "operator" }, {})).toBeUndefined();
});

test("no token approves the call of one that has the same maker, or that made it", async () => {
  const root = actorOf("operator", "root");
  const children = [actorOf("token:root"), actorOf("token:root")];
  for (const caller of [root, ...children]) {
    const { call, waiting, verbs, runs, stop } = openApprovalsLab();
    const held = call({ path: "/" }, { principal: caller.principal });
    const { id } = await waiting();
    for (const actor of [root, ...children])
      await expect(verbs.approveCall(actor, { id, scope: once })).rejects.toMatchObject({ code: "forbidden" });
    expect(runs).toEqual([]);
    // Another one that the command line made is somebody else.
    await verbs.approveCall(actorOf("operator"), { id, scope: once });
    expect(await held).toMatchObject({ text: "deleted" });
    stop();
  }
});
