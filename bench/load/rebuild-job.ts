/** What the process that moves sessions is told, as JSON in its first argument. */
export interface RebuildJob {
  /** Where the sessions are opened. */
  readonly port: number;
  /** The replica that sees each of them for the first time. */
  readonly otherPort: number;
  readonly sessions: number;
}

/** What it prints, as one line of JSON. */
export interface RebuildResult {
  /** First calls of sessions that the replica did not know, answered. */
  readonly perSecond: number;
}
