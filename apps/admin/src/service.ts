import { hostname } from "node:os";
import { createHostPolicy, serveHttp, type Platform, type Service } from "@mcp-tools/platform";
import { createAdminApp } from "./app.ts";
import { createRequestClient } from "./auth/create-request-client.ts";
import { offerSetup } from "./auth/offer-setup.ts";
import { openAccess } from "./auth/open-access.ts";
import { createCatalogue } from "./catalogue/create-catalogue.ts";
import { createLiveFeed } from "./live/create-live-feed.ts";
import { connectTo } from "./overview/connect-to.ts";
import { createOverviewReader } from "./overview/create-overview-reader.ts";
import { createSystemReader } from "./overview/create-system-reader.ts";
import { openGoverned } from "./open-governed.ts";
import { viewSettings } from "./settings/view-settings.ts";
import { findWebFolder } from "./web-files/find-web-folder.ts";

const tickMs = 2000;
const readersMax = 200;
const recheckMs = 15_000;

/** The console: its JSON API and its pages. */
export const admin: Service = {
  name: "admin",
  async start(platform) {
    const { config, audit: calls, bus, metrics } = platform;
    const { host, port } = config.admin;
    const logger = platform.logger.child({ service: "admin" });

    await Promise.all([platform.toolbox.load(), platform.open()]);
    const { registry } = platform.toolbox;
    const catalogue = createCatalogue({ registry });
    const readOverview = createOverviewReader({
      log: logger,
      calls,
      catalogue,
      bus,
      processes: platform.processes,
      database: platform.database,
      checks: platform.checks,
      connect: connectTo(config),
      isDraining: () => platform.draining,
      describeSelf: () => describeProcess(platform),
      readSystem: createSystemReader({ dataDir: config.data.dir }),
      now: Date.now,
    });
    const feed = createLiveFeed({
      log: logger,
      calls,
      registry,
      bus,
      changes: platform.changes,
      readOverview,
      countWaiting: platform.approvals.countWaitingForEach,
      tickMs,
      readersMax,
    });
    const access = openAccess(platform, logger);
    const app = createAdminApp({
      ...access,
      log: logger,
      version: platform.version,
      hostPolicy: createHostPolicy({ host, ...config.access }),
      health: platform,
      metrics,
      tracing: platform.tracing,
      calls,
      ...openGoverned(platform),
      settings: viewSettings(config),
      catalogue,
      feed,
      readOverview,
      recheckMs,
      ...createRequestClient(config.access),
      bodyBytesMax: config.http.bodyBytesMax,
      webDir: findWebFolder(),
    });
    const setupPath = await offerSetup(platform);
    const http = await serveHttp({
      handler: app,
      host,
      port,
      name: "admin",
      logger,
      settings: { host: "ADMIN_HOST", port: "ADMIN_PORT" },
    });
    // In the message: a field would be masked for the secret that it is.
    if (setupPath !== undefined)
      logger.warn(
        {},
        `the console has no owner yet: ${config.admin.url ?? http.url}${setupPath} makes one, once, within a day`,
      );
    return {
      url: http.url,
      setupPath,
      ended: http.ended,
      async stop(deadlineMs) {
        // An open console is a request that never ends by itself.
        feed.close();
        await http.stop(deadlineMs);
        await access.close();
      },
    };
  },
};

function describeProcess({ processId: id, version, services, startedAt, metrics }: Platform) {
  const usage = { rssBytes: process.memoryUsage.rss(), cpu: 0 };
  return {
    id,
    host: hostname(),
    pid: process.pid,
    version,
    services,
    startedAt,
    lastSeenAt: Date.now(),
    sessions: metrics.open,
    ...usage,
  };
}
