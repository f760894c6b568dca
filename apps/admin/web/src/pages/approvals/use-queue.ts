import { useHotkeys } from "@mantine/hooks";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { wantsKeys } from "./key-switch.ts";
import { queueQuery } from "./approvals-queries.ts";
import { neighbourOf, nextOf } from "./queue-order.ts";

/** Ways through the queue from the approval that is open. */
export function useQueue() {
  const navigate = useNavigate();
  const { approvalId } = useParams({ strict: false });
  const { data } = useInfiniteQuery(queueQuery());
  const ids = data?.pages.flatMap((page) => page.approvals.map(({ id }) => id)) ?? [];
  const next = nextOf(ids, approvalId);

  function open(id: string | undefined) {
    if (id === undefined) return;
    void navigate({ to: "/approvals/$approvalId", params: { approvalId: id }, search: {}, resetScroll: false });
  }

  return {
    next,
    openNext: () => open(next),
    openNeighbour: (step: 1 | -1) => open(neighbourOf(ids, approvalId, step)),
  };
}

/** J and K walk the queue, wherever the focus is but in a field. */
export function useQueueKeys(): void {
  const { openNeighbour } = useQueue();
  useHotkeys([
    ["j", () => void (wantsKeys() && openNeighbour(1))],
    ["k", () => void (wantsKeys() && openNeighbour(-1))],
  ]);
}
