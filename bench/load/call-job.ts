export type Leg = "modern" | "legacy";

/** What the load process is told, as JSON in its first argument. It ends when its standard input does. */
export interface CallJob {
  readonly port: number;
  readonly leg: Leg;
  readonly connections: number;
  /** Of a second replica: the calls of each connection go to the two in turn. Sessions are opened at the first. */
  readonly otherPort?: number | undefined;
  /** The server whose processor time is read. */
  readonly serverPid: number;
  /** Sent with every request: the key, where one is needed. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/**
 * A line of JSON on its standard input, once it has said that it is open: a slice of time in which every connection is
 * kept busy. Between two slices they rest.
 */
export interface CallSlice {
  /** Calls before this many milliseconds have passed are answered and checked, not counted. */
  readonly warmupMs: number;
  readonly durationMs: number;
  /** The result of this slice and those since the last result is wanted. */
  readonly isLast: boolean;
}

/** What it prints for a slice, as one line of JSON; for one that is not the last, `null`. */
export interface CallResult {
  readonly callsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Answers that were not the right one, and connections that broke with a call in flight. */
  readonly faults: number;
  readonly firstFault: string | undefined;
  /** Cores kept busy during the measured time: by the server's process, by the load process, by the whole machine. */
  readonly serverCores: number | undefined;
  readonly loadCores: number;
  readonly machineCores: number;
}
