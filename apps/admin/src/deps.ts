import type { Tracing } from "@mcp-tools/core";
import type { HostPolicy, HttpEnv, Metrics, Platform } from "@mcp-tools/platform";
import type { ApiDeps } from "./routes/api-deps.ts";

/** What the app needs, and nothing more. */
export interface AdminDeps extends ApiDeps {
  readonly version: string;
  readonly hostPolicy: HostPolicy;
  /** What `/health`, `/ready` and `/metrics` speak of. */
  readonly health: Pick<Platform, "version" | "startedAt" | "services" | "checks" | "metrics" | "config">;
  readonly metrics: Pick<Metrics, "httpEnded">;
  /** Absent where nobody collects traces. */
  readonly tracing?: Tracing | undefined;
  /** Largest request body. */
  readonly bodyBytesMax: number;
  /** The built console; undefined when it was not built. */
  readonly webDir: string | undefined;
}

export type AdminEnv = HttpEnv;
