import { silentLogger, type BusEvent, type ChangeFeed, type ProcessReport } from "@mcp-tools/core";
import { createHostPolicy, createNoMetrics } from "@mcp-tools/platform";
import { loadConfig, type Config } from "@mcp-tools/config";
import { personActor, type ActorEvent, type Role } from "@mcp-tools/governance";
import type { Toolbox } from "@mcp-tools/tools";
import type { Identifier } from "../auth/identity.ts";
import { createCatalogue } from "../catalogue/create-catalogue.ts";
import type { System } from "../contract/overview.ts";
import type { AdminDeps } from "../deps.ts";
import { createLiveFeed } from "../live/create-live-feed.ts";
import { createOverviewReader, type OverviewDeps } from "../overview/create-overview-reader.ts";
import { viewSettings } from "../settings/view-settings.ts";
import { createFakeAuditLog, type FakeAuditLog } from "./fake-calls.ts";
import { createFakeAuth } from "./fake-auth.ts";
import { createFakeGoverned, type FakeGoverned } from "./fake-governed.ts";
import { createFakePeople, fakePerson, type FakePeople } from "./fake-people.ts";
import { createFakeRegistry, type FakeRegistry } from "./fake-registry.ts";

export interface FakeDeps extends AdminDeps, FakeGoverned {
  readonly calls: FakeAuditLog;
  readonly audit: FakeAuditLog;
  readonly registry: FakeRegistry;
  readonly bus: FakeBus;
  readonly access: FakePeople;
  /** What was refused. */
  readonly refused: Omit<ActorEvent, "outcome">[];
}

export interface FakeBus {
  readonly kind: "memory" | "redis";
  publish(event: BusEvent): void;
  subscribe(listener: (event: BusEvent) => void): () => void;
  readonly listeners: number;
}

export interface FakeOptions extends Partial<
  Pick<OverviewDeps, "database" | "checks" | "processes" | "connect" | "now" | "isDraining">
> {
  readonly calls?: FakeAuditLog;
  readonly registry?: FakeRegistry;
  readonly access?: FakePeople;
  readonly toolbox?: Pick<Toolbox, "callTool">;
  readonly exportIdleMs?: number;
  readonly config?: Config;
  /** Whose every request is; `owner` unless told. `nobody`: of those without credentials. */
  readonly role?: Role | "nobody";
  readonly identifier?: Identifier;
  readonly oidcName?: string | undefined;
  readonly recheckMs?: number;
  readonly system?: System;
  readonly self?: Partial<ProcessReport>;
  readonly webDir?: string;
  readonly countWaiting?: FakeGoverned["approvals"]["countWaitingForEach"];
  readonly changes?: Pick<ChangeFeed, "subscribe">;
  readonly tickMs?: number;
  readonly readersMax?: number;
  readonly busKind?: "memory" | "redis";
}

/** Everything the app needs, in memory; healthy and empty unless told otherwise. */
export function createFakeDeps(options: FakeOptions = {}): FakeDeps {
  const {
    calls = createFakeAuditLog(),
    registry = createFakeRegistry(),
    access = createFakePeople(),
    role = "owner",
    now = Date.now,
    tickMs = 10,
    readersMax = 10,
  } = options;
  const bus = createFakeBus(options.busKind ?? "memory");
  const catalogue = createCatalogue({ registry });
  const readOverview = createOverviewReader({
    log: silentLogger,
    calls,
    catalogue,
    bus,
    processes: options.processes ?? { list: async () => [] },
    database: options.database ?? { kind: "embedded", location: "data/postgres", check: async () => undefined },
    checks: options.checks ?? [],
    connect: options.connect ?? { url: "http://127.0.0.1:9090", requiresKey: false },
    isDraining: options.isDraining ?? (() => false),
    describeSelf: () => fakeProcess({ lastSeenAt: now(), ...options.self }),
    readSystem: async () => options.system ?? fakeSystem,
    now,
  });
  const governed = createFakeGoverned({ calls, registry, toolbox: options.toolbox });
  const countWaiting = options.countWaiting ?? governed.approvals.countWaitingForEach;
  const feed = createLiveFeed({
    log: silentLogger,
    calls,
    registry,
    bus,
    changes: options.changes ?? { subscribe: () => () => {} },
    readOverview,
    countWaiting,
    tickMs,
    readersMax,
  });
  const metrics = createNoMetrics();
  const config = loadConfig({ env: {}, envFile: "/nowhere" });
  const refused: Omit<ActorEvent, "outcome">[] = [];
  return {
    ...governed,
    settings: viewSettings(options.config ?? config),
    exportIdleMs: options.exportIdleMs,
    access,
    refused,
    auth: { ...createFakeAuth(access), oidcName: options.oidcName },
    identifier: options.identifier ?? createFakeIdentifier(role),
    throttle: { attempt: async () => undefined, succeeded: async () => {} },
    refusals: { record: async (_actor, event) => void refused.push(event) },
    consoleOrigin: "https://console.example.com",
    recheckMs: options.recheckMs ?? 60_000,
    addressOf: () => "192.0.2.7",
    networkOf: () => "192.0.2.7",
    bodyBytesMax: 100_000,
    log: silentLogger,
    version: "1.2.3",
    hostPolicy: createHostPolicy({ host: "127.0.0.1", allowedHosts: ["console.example.com"], allowedOrigins: [] }),
    health: { version: "1.2.3", startedAt: now(), services: ["admin"], checks: options.checks ?? [], metrics, config },
    metrics,
    calls,
    registry,
    bus,
    catalogue,
    feed,
    webDir: options.webDir,
    readOverview,
  };
}

/** Everybody is a person with this role. */
export function createFakeIdentifier(role: Role | "nobody"): Identifier {
  return {
    async identify({ address, requestId }) {
      const person = fakePerson({ role });
      const actor = personActor(person, { address, requestId });
      return actor && { actor, session: { id: "s1", person, expiresAt: Date.now() + 3_600_000, cookies: [] } };
    },
    close: async () => {},
  };
}

export function fakeProcess(change: Partial<ProcessReport> = {}): ProcessReport {
  return {
    id: "self",
    host: "laptop",
    pid: 4242,
    version: "1.2.3",
    services: ["admin", "mcp-sse"],
    startedAt: 1_000,
    lastSeenAt: 1_000,
    rssBytes: 96e6,
    cpu: 0.04,
    sessions: {},
    ...change,
  };
}

const fakeSystem: System = {
  host: "laptop",
  platform: "linux 6.8",
  node: "v24.0.0",
  cores: 8,
  cpu: 0.2,
  memory: { usedBytes: 9.4e9, totalBytes: 16e9 },
  disk: { path: "data", usedBytes: 180e9, totalBytes: 512e9 },
};

function createFakeBus(kind: "memory" | "redis"): FakeBus {
  const listeners = new Set<(event: BusEvent) => void>();
  return {
    kind,
    publish: (event) => listeners.forEach((listener) => listener(event)),
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    get listeners() {
      return listeners.size;
    },
  };
}
