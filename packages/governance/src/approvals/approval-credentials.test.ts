import { expect, test } from "vitest";
import { bob, once, openApprovalsLab, type ApprovalsLab } from "./testing/open-approvals-lab.ts";

const rows: readonly { readonly name: string; run(lab: ApprovalsLab): Promise<void> }[] = [
  {
    name: "key revoked while waiting",
    async run({ call, waiting, policy, verbs, runs }) {
      const held = call();
      const { id } = await waiting();
      policy.valid = false;
      await verbs.approveCall(bob, { id, scope: once });
      expect(await held).toMatchObject({ isError: true, text: expect.stringContaining("revoked") });
      expect(runs).toEqual([]);
    },
  },
  {
    name: "key narrowed while waiting",
    async run({ call, waiting, policy, verbs, runs }) {
      const held = call();
      const { id } = await waiting();
      policy.narrowed = true;
      await verbs.approveCall(bob, { id, scope: once });
      expect(await held).toMatchObject({ isError: true, text: expect.stringContaining("hidden") });
      expect(runs).toEqual([]);
    },
  },
  {
    name: "person removed, or token revoked, while waiting",
    async run({ call, waiting, verbs, runs, store }) {
      let holds = true;
      const held = call(undefined, { stillHolds: async () => holds });
      const { id } = await waiting();
      holds = false;
      await verbs.approveCall(bob, { id, scope: once });
      expect(await held).toMatchObject({ isError: true, text: expect.stringContaining("revoked") });
      expect(runs).toEqual([]);
      expect(await store.get(id)).toMatchObject({ state: "approved" });
    },
  },
];

test.for(rows)("$name", async ({ run }) => {
  await run(openApprovalsLab());
});
