/**
 * For statements made for an index and a limit, at the beginning of their transaction. The planner knows little of a partition
 * that is new, and of words nothing: it would rather sort a million rows than walk along an index for fifty.
 */
export const byIndex =
  "set local enable_seqscan = off; set local enable_bitmapscan = off; set local enable_sort = off; set local jit = off";
