/** A running process, as it last reported itself. */
export interface ProcessReport {
  /** Random per start. */
  readonly id: string;
  readonly host: string;
  readonly pid: number;
  readonly version: string;
  readonly services: readonly string[];
  readonly startedAt: number;
  readonly lastSeenAt: number;
  /** Resident memory in bytes. */
  readonly rssBytes: number;
  /** Share of one core since the last report, 0–N. */
  readonly cpu: number;
  /** Open sessions and streams by transport. */
  readonly sessions: Readonly<Record<string, number>>;
}

export interface ProcessStore {
  report(process: ProcessReport): Promise<void>;
  /** Those seen within the last `withinMs`. */
  list(withinMs: number): Promise<ProcessReport[]>;
  remove(id: string): Promise<void>;
}
