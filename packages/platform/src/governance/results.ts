import type { Logger, ResultStore } from "@mcp-tools/core";
import { createResultKeeper, createResultsPack } from "@mcp-tools/governance";
import type { Pack, ResultKeeper } from "@mcp-tools/tools";

export interface PlatformResults {
  readonly keeper: ResultKeeper;
  /** To read them; in every process's registry. */
  readonly pack: Pack;
  /** Starts forgetting what is due, once a minute; a second call changes nothing. */
  startSweep(): void;
  stopSweep(): Promise<void>;
}

const SWEEP_MS = 60_000;
/** Processes that started together should not all sweep at once. */
const JITTER = 0.5;

export function createPlatformResults({ store, logger }: { store: ResultStore; logger: Logger }): PlatformResults {
  let timer: NodeJS.Timeout | undefined;
  let sweeping: Promise<void> = Promise.resolve();
  let isStopped = false;

  async function sweep(): Promise<void> {
    try {
      await store.sweep();
    } catch (err) {
      // The next minute, or another process, does it.
      logger.debug({ err }, "kept results not swept");
    }
    schedule();
  }

  function schedule(): void {
    if (isStopped) return;
    const afterMs = SWEEP_MS * (1 + (Math.random() - 0.5) * JITTER);
    timer = setTimeout(() => void (sweeping = sweep()), afterMs).unref();
  }

  return {
    keeper: createResultKeeper({ store }),
    pack: createResultsPack({ store }),
    startSweep() {
      if (timer === undefined) schedule();
    },
    async stopSweep() {
      isStopped = true;
      clearTimeout(timer);
      await sweeping;
    },
  };
}
