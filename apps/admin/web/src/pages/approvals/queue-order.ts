/**
 * The approval before (-1) or after (1) the open one in the queue. The open one need not wait any more: ids sort by
 * when they were asked, so its place is still known.
 */
export function neighbourOf(queue: readonly string[], open: string | undefined, step: 1 | -1): string | undefined {
  if (open === undefined) return step === 1 ? queue[0] : queue.at(-1);
  return step === 1 ? queue.find((id) => id > open) : queue.findLast((id) => id < open);
}

/** What to decide next: the one after the open one, or else the one that waits longest. */
export function nextOf(queue: readonly string[], open: string | undefined): string | undefined {
  return neighbourOf(queue, open, 1) ?? queue.find((id) => id !== open);
}
