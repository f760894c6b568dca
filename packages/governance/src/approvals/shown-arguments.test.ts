import { expect, test } from "vitest";
import * as z from "zod";
import { bob, once, openApprovalsLab } from "./testing/open-approvals-lab.ts";

const pin = z.string().meta({ "x-secret": true });

test("an approver sees arguments as they will run, without secrets wherever the schema marks them", async () => {
  const input = z.object({
    path: z.string().overwrite((path) => path.replace(/^\.\//, "")),
    pins: z.array(z.object({ pin, of: z.string().trim() })),
    next: pin.nullable(),
    force: z.boolean().default(false),
  });
  const { call, waiting, verbs, runs, rows } = openApprovalsLab({ tool: { input } });
  const held = call({ path: "./in/f", pins: [{ pin: "Zq9-1", of: " a " }], next: "Zq9-2" });
  const { id, arguments: card } = await waiting();
  await verbs.approveCall(bob, { id, scope: once });
  await held;

  expect(JSON.parse(card)).toEqual({ path: "in/f", pins: [{ pin: "••••", of: "a" }], next: "••••" });
  expect(runs).toEqual([{ path: "in/f", pins: [{ pin: "Zq9-1", of: "a" }], next: "Zq9-2", force: false }]);
  expect(JSON.stringify(rows)).not.toContain("Zq9");
});
