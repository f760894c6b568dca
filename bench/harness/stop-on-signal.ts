import { constants } from "node:os";

/** The first SIGINT or SIGTERM cleans up and then exits 130 or 143; the second exits at once. `abandon` runs at every exit. */
export function stopOnSignal(cleanUp: () => Promise<void>, abandon: () => void): void {
  let isStopping = false;
  process.on("exit", abandon);
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      const exit = (): never => process.exit(128 + constants.signals[signal]);
      if (isStopping) exit();
      isStopping = true;
      process.stderr.write(`${signal}: stopping the servers\n`);
      cleanUp().then(exit, exit);
    });
  }
}
