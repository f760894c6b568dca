import { AppError, createLinkedList, isAppError, type Logger, withDeadline } from "@mcp-tools/core";
import { backoffMs } from "../connection/backoff.ts";

export interface GroupWriterOptions<Row> {
  /** Waited for before each group, for at most `openTimeoutMs`. */
  readonly open: () => Promise<unknown>;
  readonly openTimeoutMs: number;
  /**
   * Stores all rows or none; called with none to find out whether it works again. Each group under way has a lane to
   * itself: 0 or 1.
   */
  readonly store: (rows: readonly Row[], lane: number) => Promise<unknown>;
  /** A rough size of the row, in bytes. */
  readonly sizeOf: (row: Row) => number;
  readonly logger: Logger;
  /** A group's time to be stored. */
  readonly groupTimeoutMs: number;
  /** Rows that may wait. */
  readonly rowsMax: number;
}

export interface GroupWriter<Row> {
  /** Resolves when the row is stored. @throws AppError `unavailable` */
  write(row: Row): Promise<void>;
  /** False from a failed group until something could be stored again. */
  isAvailable(): boolean;
  /** Resolves when all that was accepted is stored. @throws AppError `unavailable` or `timeout` */
  flush(deadlineMs: number): Promise<void>;
  readonly pending: number;
}

/** One statement's worth of rows. All who wait for one of them wait for the same promise. */
interface Group<Row> {
  readonly rows: Row[];
  readonly stored: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (error: AppError) => void;
  bytes: number;
}

const groupRowsMax = 500;
const groupBytesMax = 4_000_000;
const inFlightMax = 2;
/**
 * Beside a larger group no second one leaves: two halves cost nearly twice as much as one whole, both sides, which took a
 * fifth of the calls at 32 and 256 connections. Beside a small one the other side would only be idle.
 */
const smallGroupRows = 8;
const probeFirstMs = 200;
const probeMaxMs = 5000;

/**
 * Writes rows in groups: those that arrive while groups are on their way make up the next one. Under low load a row leaves
 * at once; under high load groups grow, and share what a statement costs.
 */
export function createGroupWriter<Row>(options: GroupWriterOptions<Row>): GroupWriter<Row> {
  const { sizeOf, logger, rowsMax } = options;
  const waiting: Group<Row>[] = [];
  const inFlight = createLinkedList<Group<Row>>();
  const freeLanes = Array.from({ length: inFlightMax }, (_, index) => inFlightMax - 1 - index);
  let pending = 0;
  let isScheduled = false;
  let failures = 0;

  function groupFor(bytes: number): Group<Row> {
    const last = waiting.at(-1);
    if (last !== undefined && last.rows.length < groupRowsMax && last.bytes + bytes <= groupBytesMax) return last;
    const group = createGroup<Row>();
    waiting.push(group);
    return group;
  }

  function hasRoom(): boolean {
    if (inFlight.size === inFlightMax) return false;
    for (const { rows } of inFlight) if (rows.length > smallGroupRows) return false;
    return true;
  }

  /** At the end of the turn, so that rows of the same turn leave together. */
  function schedule(): void {
    if (isScheduled || !hasRoom()) return;
    isScheduled = true;
    setImmediate(() => {
      isScheduled = false;
      dispatch();
    });
  }

  function dispatch(): void {
    while (hasRoom()) {
      const group = waiting.shift();
      if (group === undefined) return;
      pending -= group.rows.length;
      void send(group, inFlight.add(group));
    }
  }

  async function store(rows: readonly Row[], lane: number): Promise<void> {
    await withDeadline(options.open(), options.openTimeoutMs, "The database");
    await withDeadline(options.store(rows, lane), options.groupTimeoutMs, "The database");
    if (failures > 0) logger.info({ failures }, "calls are recorded again");
    failures = 0;
  }

  async function send(group: Group<Row>, remove: () => void): Promise<void> {
    // There are as many lanes as groups may be under way.
    const lane = freeLanes.pop() ?? 0;
    try {
      await store(group.rows, lane);
      group.resolve();
    } catch (error) {
      if (failures === 0) {
        logger.error({ err: error, rows: group.rows.length }, "calls cannot be recorded");
        scheduleProbe();
      }
      failures++;
      group.reject(unavailable(isAppError(error) ? error.message : "The log says why.", error));
    }
    freeLanes.push(lane);
    remove();
    dispatch();
  }

  function scheduleProbe(): void {
    setTimeout(() => void probe(), backoffMs(failures, probeFirstMs, probeMaxMs)).unref();
  }

  async function probe(): Promise<void> {
    if (failures === 0) return;
    try {
      await store([], 0);
    } catch {
      failures++;
      scheduleProbe();
    }
  }

  return {
    write(row) {
      if (pending >= rowsMax) return Promise.reject(unavailable("Too many calls are waiting for the database."));
      const bytes = sizeOf(row);
      const group = groupFor(bytes);
      group.rows.push(row);
      group.bytes += bytes;
      pending++;
      schedule();
      return group.stored;
    },
    isAvailable: () => failures === 0,
    async flush(deadlineMs) {
      const groups = [...inFlight, ...waiting].map(({ stored }) => stored);
      if (groups.length > 0) await withDeadline(Promise.all(groups), deadlineMs, "The call log");
    },
    get pending() {
      return pending;
    },
  };
}

function createGroup<Row>(): Group<Row> {
  let resolve = () => {};
  let reject = (_error: AppError) => {};
  const stored = new Promise<void>((onStored, onFailed) => {
    resolve = onStored;
    reject = onFailed;
  });
  // A caller that does not wait must not take the process down.
  stored.catch(() => {});
  return { rows: [], stored, resolve, reject, bytes: 0 };
}

function unavailable(reason: string, cause?: unknown): AppError {
  return new AppError("unavailable", `The call could not be recorded. ${reason}`, { cause });
}
