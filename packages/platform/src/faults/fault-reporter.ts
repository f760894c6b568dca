/** Takes faults: errors that nobody expected. Never in the way of what it reports. */
export interface FaultReporter {
  /** `fields` and `message` as they stand in the log, secrets masked. */
  report(level: "error" | "fatal", fields: Readonly<Record<string, unknown>>, message: string): void;
  /** Sends what waits, within `deadlineMs`. */
  flush(deadlineMs: number): Promise<void>;
  close(): Promise<void>;
}
