import type { Page } from "./split-result.ts";

export interface PageCache {
  get(key: string): readonly Page[] | undefined;
  set(key: string, pages: readonly Page[]): void;
}

const RESULTS_MAX = 4;
const KEEP_MS = 60_000;

interface Entry {
  readonly pages: readonly Page[];
  readonly endsAt: number;
}

/**
 * The pages of the few results that are being read: whoever reads one page reads the next, and splitting a long result
 * for each of them would be hundreds of times the work. Nothing stays for longer than a minute after it was split.
 */
export function createPageCache(now: () => number = Date.now): PageCache {
  const entries = new Map<string, Entry>();
  let timer: NodeJS.Timeout | undefined;

  function clean(): void {
    const at = now();
    for (const [key, { endsAt }] of entries) if (endsAt <= at) entries.delete(key);
    if (entries.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  }

  return {
    get(key) {
      const entry = entries.get(key);
      return entry === undefined || entry.endsAt <= now() ? undefined : entry.pages;
    },
    set(key, pages) {
      entries.delete(key);
      const [oldest] = entries.keys();
      if (entries.size >= RESULTS_MAX && oldest !== undefined) entries.delete(oldest);
      entries.set(key, { pages, endsAt: now() + KEEP_MS });
      timer ??= setInterval(clean, KEEP_MS / 2).unref();
    },
  };
}
