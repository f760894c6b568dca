// Writes many log lines at once; then ends with a fatal one, or (`stay`) says on stdout that it is still alive.
import { setTimeout } from "node:timers/promises";
import { createLogger } from "../src/logging/create-logger.ts";

const [count = "1", characters = "1", stay] = process.argv.slice(2);
const logger = createLogger({ level: "info" });
for (let index = 0; index < Number(count); index++)
  logger.info({ index, text: "x".repeat(Number(characters)) }, "line");
if (stay === undefined) {
  logger.fatal({}, "the end");
  process.exit(3);
}
await setTimeout(200);
process.stdout.write("still alive\n");
await setTimeout(60_000);
