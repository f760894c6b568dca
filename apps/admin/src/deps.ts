import type { CallLog, Logger } from "@mcp-tools/core";
import type { HostPolicy, HttpEnv, Metrics, Platform } from "@mcp-tools/platform";
import type { Catalogue } from "./catalogue/create-catalogue.ts";
import type { Overview } from "./contract/overview.ts";
import type { LiveFeed } from "./live/create-live-feed.ts";

/** What the app needs, and nothing more. */
export interface AdminDeps {
  readonly log: Logger;
  readonly version: string;
  readonly hostPolicy: HostPolicy;
  /** What `/health`, `/ready` and `/metrics` speak of. */
  readonly health: Pick<Platform, "version" | "startedAt" | "services" | "checks" | "metrics" | "config">;
  readonly metrics: Pick<Metrics, "httpEnded">;
  readonly calls: Pick<CallLog, "list" | "histogram">;
  readonly catalogue: Catalogue;
  readonly feed: LiveFeed;
  /** The built console; undefined when it was not built. */
  readonly webDir: string | undefined;
  readOverview(): Promise<Overview>;
}

export type AdminEnv = HttpEnv;
