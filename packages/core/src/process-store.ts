import type { OpenSession, SessionTarget } from "./open-session.ts";

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

/** An open session, and the process that holds it. */
export interface ReportedSession extends OpenSession {
  readonly processId: string;
  readonly host: string;
  readonly pid: number;
  /** When its process said so. */
  readonly reportedAt: number;
}

export interface ProcessStore {
  /** `openSessions`: as many of them as the others need to see. */
  report(process: ProcessReport, openSessions?: readonly OpenSession[]): Promise<void>;
  /** Those seen within the last `withinMs`. */
  list(withinMs: number): Promise<ProcessReport[]>;
  remove(id: string): Promise<void>;
  /** What the processes seen within the last `withinMs` hold open, as they last reported it. */
  openSessions(withinMs: number): Promise<ReportedSession[]>;
  /** Asks every process to end what it holds of it. Whether one did shows in its next report. */
  askToEnd(target: SessionTarget): Promise<void>;
}
