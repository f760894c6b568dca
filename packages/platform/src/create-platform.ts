import { hostname } from "node:os";
import type { Config } from "@mcp-tools/config";
import { createId, type Logger, type Tracing } from "@mcp-tools/core";
import { type Closing, closeAll } from "./close-all.ts";
import { createKeyring } from "./create-keyring.ts";
import { createLazyStores, type LazyStores } from "./database/lazy-stores.ts";
import { loadStores } from "./database/load-stores.ts";
import { auditKeysOf } from "./governance/audit-keys-of.ts";
import { createGovernance } from "./governance/create-governance.ts";
import { pickPeopleStores } from "./governance/people-stores.ts";
import type { FaultReporter } from "./faults/fault-reporter.ts";
import { createHeartbeat } from "./heartbeat.ts";
import type { Metrics } from "./metrics.ts";
import type { DatabaseInfo, Platform } from "./platform.ts";
import { createOpenSessions } from "./open-sessions.ts";
import { createPlatformToolbox } from "./platform-toolbox.ts";
import { createProcessState } from "./process-state.ts";

export interface PlatformOptions {
  /** What was started, for the database's list of connections: `mcp-sse`, `launcher`. */
  readonly name: string;
  readonly version: string;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly tracing?: Tracing | undefined;
  readonly faults?: FaultReporter | undefined;
}

/** Builds what the services of a process share. Nothing is dialled, read or written before its first use. */
export function createPlatform(config: Config, options: PlatformOptions): Platform {
  const { name, version, logger, metrics, tracing, faults } = options;
  const about = { startedAt: Date.now(), processId: createId(), services: [] as string[] };
  const state = createProcessState(config, logger, tracing);
  const { dir: dataDir, databaseUrl } = config.data;
  const keyring = createKeyring({
    secretKey: config.secretKey,
    secretKeysOld: config.secretKeysOld,
    dataDir,
    isEmbedded: databaseUrl === undefined,
    logger,
  });
  const stores = createLazyStores(() =>
    loadStores({
      dataDir,
      databaseUrl,
      applicationName: name,
      syncCommit: config.audit.sync,
      auditKeys: () => auditKeysOf(keyring),
      logger,
      tracing,
    }),
  );
  const { audit, memory, processes, keys, policies } = stores;
  const { startedAt, processId: id, services } = about;
  const governance = createGovernance({
    config,
    stores,
    keyring,
    metrics,
    logger,
    processId: id,
    services,
    onClaim: () => heartbeat.start(),
  });
  const { toolbox, close: closeToolbox } = createPlatformToolbox(config, {
    audit,
    memory,
    bus: state.bus,
    metrics,
    logger,
    governance,
    tracing,
  });
  const openSessions = createOpenSessions({
    changes: stores.changes,
    logger,
    onEnded: () => heartbeat.reportNow(),
  });
  const heartbeat = createHeartbeat({
    processes,
    logger,
    openSessions: () => openSessions.list(),
    describe: () => ({ id, host: hostname(), pid: process.pid, version, services, startedAt, sessions: metrics.open }),
  });
  metrics.watchQueue("call_records", () => audit.pending);
  metrics.watchQueue("calls_running", () => toolbox.inFlight);

  const database = databaseInfo(config, stores);
  const closing: Closing[] = [
    // First: the others may wait for it.
    { part: "start of the database", deadlineMs: 1_000, close: () => stores.stopOpening() },
    { part: "tools folder", deadlineMs: 1_000, close: async () => closeToolbox() },
    { part: "open sessions", deadlineMs: 1_000, close: async () => openSessions.close() },
    { part: "process report", deadlineMs: 1_000, close: () => heartbeat.stop() },
    // What they still have to say goes into the audit.
    ...governance.closing,
    { part: "audit log", deadlineMs: 6_000, close: () => audit.flush(5_000) },
    { part: "database", deadlineMs: 8_000, close: () => stores.close() },
    { part: "process state", deadlineMs: 1_000, close: () => state.close() },
    // Last: what the others did on their way out is part of it.
    { part: "traces", deadlineMs: 2_000, close: async () => tracing?.close() },
    { part: "fault reports", deadlineMs: 2_000, close: async () => faults?.close() },
  ];
  const { approvals, authenticator, credentials, refreshPolicy } = governance;
  let draining = false;
  let closed: Promise<void> | undefined;

  return {
    ...about,
    config,
    version,
    logger,
    metrics,
    tracing,
    faults,
    bus: state.bus,
    sessions: state.sessions,
    streams: state.streams,
    peers: state.peers,
    openSessions,
    toolbox,
    audit,
    memory,
    processes,
    keys,
    policies,
    ...pickPeopleStores(stores),
    authenticator,
    changes: stores.changes,
    approvals,
    credentials,
    refreshPolicy,
    database,
    get signingKey() {
      return keyring.deriveKeys("signing key").current.key;
    },
    deriveKeys: keyring.deriveKeys,
    checks: [
      { name: "database", check: () => database.check() },
      ...state.checks,
      { name: "shutdown", check: () => (draining ? "The process is shutting down." : undefined) },
    ],
    get draining() {
      return draining;
    },
    open: () => stores.open(),
    serviceStarted(service) {
      services.push(service);
      heartbeat.start();
      governance.start();
    },
    drain() {
      draining = true;
      governance.drain();
    },
    close: () => (closed ??= closeAll(closing, logger)),
  };
}

function databaseInfo({ data }: Config, stores: LazyStores): DatabaseInfo {
  if (data.databaseUrl === undefined) return { kind: "embedded", location: data.dir, check: stores.check };
  const { host, pathname } = new URL(data.databaseUrl);
  return { kind: "external", location: `${host}${pathname}`, check: stores.check };
}
