import type { Output } from "../cli/output.ts";

/** Says what opening the database did to it; opening is what migrates. */
export function reportMigrations(
  { location, applied }: { location: string; applied: readonly string[] },
  { json, output }: { json: boolean; output: Output },
): void {
  if (json) return output.json({ database: location, applied });
  if (applied.length === 0) return output.print(`The database at ${location} is up to date; nothing was done.`);
  output.print(`The database at ${location} is up to date now. Applied: ${applied.join(", ")}.`);
}
