import type { BenchOptions } from "./options.ts";
import type { ServerContext } from "./servers.ts";

/** What every part is given. */
export interface PartContext extends ServerContext {
  readonly options: BenchOptions;
  /** A line for the person who waits. */
  say(line: string): void;
  /** Something that could not be measured, and why. */
  problem(text: string): void;
}
