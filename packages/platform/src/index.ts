export type { DatabaseInfo, Platform, RunningService, Service } from "./platform.ts";
export type { Metrics } from "./metrics.ts";
