/** The one revision whose servers must take batches (2025-03-26; removed in 2025-06-18). */
export const BATCH_VERSION = "2025-03-26";

/** Messages of one batch. */
export const BATCH_MAX = 100;
