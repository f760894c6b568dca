import type { Config } from "@mcp-tools/config";
import type {
  ApiKeyStore,
  Bus,
  ChangeFeed,
  AuditLog,
  DerivedKeys,
  Logger,
  MemoryStore,
  Peers,
  PolicyStore,
  ProcessStore,
  ReadinessCheck,
  SessionStore,
  StreamLog,
  Tracing,
} from "@mcp-tools/core";
import type { Authenticator } from "@mcp-tools/governance";
import type { Credentials } from "@mcp-tools/governance";
import type { ApprovalVerbs } from "@mcp-tools/governance";
import type { Toolbox } from "@mcp-tools/tools";
import type { FaultReporter } from "./faults/fault-reporter.ts";
import type { OpenSessions } from "./open-sessions.ts";
import type { PeopleStores } from "./governance/people-stores.ts";
import type { Metrics } from "./metrics.ts";

/** What is opened once per process and shared by every service in it. Nothing is dialled before its first use. */
export interface Platform extends PeopleStores {
  readonly config: Config;
  readonly version: string;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  /** Random per start. */
  readonly processId: string;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Absent where nobody collects traces. */
  readonly tracing: Tracing | undefined;
  /** What is told of faults; absent where nobody is. */
  readonly faults: FaultReporter | undefined;
  readonly bus: Bus;
  readonly sessions: SessionStore;
  readonly streams: StreamLog;
  readonly peers: Peers;
  /** What clients hold open at this process. Whoever holds some adds itself. */
  readonly openSessions: Pick<OpenSessions, "add">;
  /** The registry and the one way to call a tool. */
  readonly toolbox: Toolbox;
  readonly audit: AuditLog;
  readonly memory: MemoryStore;
  readonly processes: ProcessStore;
  readonly keys: ApiKeyStore;
  /** From the credentials of a request to who sent it. Whoever asks it loads it first. */
  readonly authenticator: Authenticator;
  readonly policies: PolicyStore;
  /** Has this process decide by the newest policy, as the others will in a moment. @throws AppError `unavailable` */
  refreshPolicy(): Promise<void>;
  /** Tells of what any process changes. */
  readonly changes: Pick<ChangeFeed, "subscribe">;
  /** What people do about calls that wait for them. */
  readonly approvals: ApprovalVerbs;
  readonly database: DatabaseInfo;
  /**
   * Key for `requestState` and whatever else is signed; 32 bytes. Read, or made, at the first look.
   * @throws AppError `unavailable` when it is to be kept in DATA_DIR and cannot be
   */
  readonly signingKey: Uint8Array;
  /**
   * Keys for a purpose of its own (`audit chain`), of the current secret and the old ones, with ids to tell them apart.
   * The same call gives the same keys. What is kept may not need them where they are not lasting.
   * @throws AppError `unavailable` as above
   */
  deriveKeys(purpose: string): DerivedKeys;
  /** The secrets that tools need, as people and scripts manage them. */
  readonly credentials: Credentials;
  /** What must hold for this process to serve; `/ready` asks them all. */
  readonly checks: readonly ReadinessCheck[];
  /** True from the first signal on: `/ready` is 503 and no new work is taken. */
  readonly draining: boolean;
  /** Names of the services running in this process. */
  readonly services: readonly string[];
  /** Opens the database now instead of at first use. @throws AppError `unavailable` */
  open(): Promise<void>;
  /** Told by `runServices`; from the first one on, the process reports itself to the others. */
  serviceStarted(name: string): void;
  /** Turns `draining` on. Calls that are held for somebody end now: their callers are told to call again. */
  drain(): void;
  /** Closes everything, each part with a deadline. Never rejects: what could not be closed is logged. */
  close(): Promise<void>;
}

export interface DatabaseInfo {
  readonly kind: "embedded" | "external";
  /** For people, without credentials: a folder or a host/database. */
  readonly location: string;
  /** Undefined when it answers, else one line that says what is wrong. */
  check(): Promise<string | undefined>;
}

/** One thing a process runs. */
export interface Service {
  readonly name: string;
  /** Its end is a normal end of the process, which stops the others and exits with 0: stdio, when its client has gone. */
  readonly endsProcess?: boolean;
  start(platform: Platform): Promise<RunningService>;
}

export interface RunningService {
  /** Settles when the service ends by itself; a rejection or an unasked end takes the process down. */
  readonly ended: Promise<void>;
  /** Where it can be reached, when it can: `http://127.0.0.1:9090`. */
  readonly url?: string | undefined;
  /** A path below `url` that a person has to open first, once: whoever shows the address shows this one. */
  readonly setupPath?: string | undefined;
  /** Stops taking work at once, lets what runs finish until `deadlineMs` from now, then closes everything. */
  stop(deadlineMs: number): Promise<void>;
}
