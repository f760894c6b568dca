import { describe } from "vitest";
import { useApprovalBench, type ApprovalStoreLab } from "./approval-store/approval-bench.ts";
import { testAsking } from "./approval-store/asking.ts";
import { testDeciding } from "./approval-store/deciding.ts";
import { testUsing } from "./approval-store/using.ts";
import { testGrants } from "./approval-store/grants.ts";
import { testListing } from "./approval-store/listing.ts";

export type { ApprovalStoreLab };

/** What every approval store keeps to, whatever it keeps its rows in. */
export function describeApprovalStore(name: string, open: () => Promise<ApprovalStoreLab>): void {
  describe(`approval store ${name}`, () => {
    const bench = useApprovalBench(open);
    testAsking(bench);
    testDeciding(bench);
    testUsing(bench);
    testGrants(bench);
    testListing(bench);
  });
}
