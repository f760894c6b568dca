/**
 * Runs `work` one at a time. Who asks while it runs gets another round, shared with all who ask meanwhile: what it sees
 * is of after they asked. The promise ends with the rounds that were asked for, and rejects with what `work` threw.
 */
export function createRefresher(work: () => Promise<void>): {
  refresh(): Promise<void>;
  /** Whether it runs. */
  readonly isBusy: boolean;
} {
  let running: Promise<void> | undefined;
  let isAskedAgain = false;

  async function runRounds(): Promise<void> {
    try {
      while (isAskedAgain) {
        isAskedAgain = false;
        await work();
      }
    } finally {
      running = undefined;
    }
  }

  return {
    refresh() {
      isAskedAgain = true;
      running ??= runRounds();
      return running;
    },
    get isBusy() {
      return running !== undefined;
    },
  };
}
