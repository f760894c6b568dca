import { hostname } from "node:os";
import type { Config } from "@mcp-tools/config";
import { createId, type Logger } from "@mcp-tools/core";
import { type Closing, closeAll } from "./close-all.ts";
import { createLazyStores, type LazyStores } from "./database/lazy-stores.ts";
import { loadStores } from "./database/load-stores.ts";
import { createAuditMaintenance } from "./governance/audit-maintenance.ts";
import { loadAuditKeys } from "./governance/load-audit-keys.ts";
import { createHeartbeat } from "./heartbeat.ts";
import type { Metrics } from "./metrics.ts";
import type { DatabaseInfo, Platform } from "./platform.ts";
import { createPlatformToolbox } from "./platform-toolbox.ts";
import { createProcessState } from "./process-state.ts";
import { loadSigningKey } from "./signing-key.ts";

export interface PlatformOptions {
  /** What was started, for the database's list of connections: `mcp-sse`, `launcher`. */
  readonly name: string;
  readonly version: string;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** Builds what the services of a process share. Nothing is dialled, read or written before its first use. */
export function createPlatform(config: Config, { name, version, logger, metrics }: PlatformOptions): Platform {
  const about = { startedAt: Date.now(), processId: createId(), services: [] as string[] };
  const state = createProcessState(config, logger);
  const { dir: dataDir, databaseUrl } = config.data;
  const { secretKey, secretKeysOld } = config;
  const stores = createLazyStores(() =>
    loadStores({
      dataDir,
      databaseUrl,
      applicationName: name,
      syncCommit: config.audit.sync,
      auditKeys: () => loadAuditKeys({ secretKey, secretKeysOld, dataDir, isEmbedded: databaseUrl === undefined }),
      logger,
    }),
  );
  const { audit, memory, processes } = stores;
  const { toolbox, close: closeToolbox } = createPlatformToolbox(config, {
    audit,
    memory,
    bus: state.bus,
    metrics,
    logger,
  });
  const { startedAt, processId: id, services } = about;
  const heartbeat = createHeartbeat({
    processes,
    logger,
    describe: () => ({ id, host: hostname(), pid: process.pid, version, services, startedAt, sessions: metrics.open }),
  });
  const { retentionDays } = config.audit;
  const auditMaintenance = createAuditMaintenance({ audit, indexer: stores.auditIndexer, retentionDays, logger });
  metrics.watchQueue("call_records", () => audit.pending);
  metrics.watchQueue("calls_running", () => toolbox.inFlight);

  const database = databaseInfo(config, stores);
  const closing: Closing[] = [
    { part: "tools folder", deadlineMs: 1_000, close: async () => closeToolbox() },
    { part: "process report", deadlineMs: 1_000, close: () => heartbeat.stop() },
    { part: "audit maintenance", deadlineMs: 2_000, close: () => auditMaintenance.stop() },
    { part: "audit log", deadlineMs: 6_000, close: () => audit.flush(5_000) },
    { part: "database", deadlineMs: 8_000, close: () => stores.close() },
    { part: "process state", deadlineMs: 1_000, close: () => state.close() },
  ];
  let draining = false;
  let signingKey: Uint8Array | undefined;
  let closed: Promise<void> | undefined;

  return {
    ...about,
    config,
    version,
    logger,
    metrics,
    bus: state.bus,
    sessions: state.sessions,
    streams: state.streams,
    toolbox,
    audit,
    memory,
    processes,
    database,
    get signingKey() {
      return (signingKey ??= loadSigningKey({
        secretKey,
        dataDir,
        isEmbedded: database.kind === "embedded",
        logger,
      }));
    },
    checks: [
      { name: "database", check: () => database.check() },
      { name: "shutdown", check: () => (draining ? "The process is shutting down." : undefined) },
    ],
    get draining() {
      return draining;
    },
    open: () => stores.open(),
    serviceStarted(service) {
      services.push(service);
      heartbeat.start();
      auditMaintenance.start();
    },
    drain() {
      draining = true;
    },
    close: () => (closed ??= closeAll(closing, logger)),
  };
}

function databaseInfo({ data }: Config, stores: LazyStores): DatabaseInfo {
  if (data.databaseUrl === undefined) return { kind: "embedded", location: data.dir, check: stores.check };
  const { host, pathname } = new URL(data.databaseUrl);
  return { kind: "external", location: `${host}${pathname}`, check: stores.check };
}
