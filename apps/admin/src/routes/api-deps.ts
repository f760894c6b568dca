import type { AuditLog, Logger, Principal } from "@mcp-tools/core";
import type { Catalogue } from "../catalogue/catalogue.ts";
import type { Overview } from "../contract/overview.ts";
import type { LiveFeed } from "../live/live-feed.ts";

/**
 * What the JSON API needs. The browser's code takes its types from these routes, so nothing here may lead to
 * packages that only make sense on a server (platform, tools).
 */
export interface ApiDeps {
  readonly log: Logger;
  readonly calls: Pick<AuditLog, "list" | "get" | "histogram">;
  readonly catalogue: Catalogue;
  readonly feed: LiveFeed;
  readOverview(): Promise<Overview>;
}

/** The part of platform's `HttpEnv` that API routes see. */
export interface ApiEnv {
  Variables: { requestId: string; principal?: Principal };
}
