import { isSettingError } from "@mcp-tools/core";
import { settlesWithin } from "./deadline.ts";
import type { Platform, RunningService, Service } from "./platform.ts";
import { watchProcess } from "./watch-process.ts";

/** On top of the drain time, for a service that does not keep to it. */
const STOP_GRACE_MS = 1_000;

interface Started {
  readonly service: string;
  readonly running: RunningService;
}

const EXIT_FAILURE = 1;
/** EX_CONFIG of sysexits.h. */
export const EXIT_CONFIG = 78;

/** Why the process stops. */
type End = { readonly reason: string; readonly service?: string; readonly failed: boolean; readonly err?: unknown };

/**
 * Starts the services in order and runs them until a signal comes or one of them ends; then stops all of them, closes
 * the platform and exits: with 0 after a signal, with 1 and one fatal line after a failure (78 where a setting is wrong),
 * with 130 or 143 at once at the second signal.
 */
export async function runServices(services: readonly Service[], platform: Platform): Promise<void> {
  const { logger } = platform;
  const watch = watchProcess(logger, platform.faults);
  const started: Started[] = [];
  const signalled = watch.signalled.then((signal): End => ({ reason: signal, failed: false }));
  const { reason, failed, ...fields } = await Promise.race([signalled, run(services, platform, started)]);
  platform.drain();
  if (failed) logger.fatal(fields, reason);
  else logger.info({ ...fields, reason }, "stopping");

  const stoppedWell = await stopAll(started, platform);
  await platform.close();
  watch.release();
  process.exit(failed ? exitCodeOf(fields.err) : stoppedWell ? 0 : EXIT_FAILURE);
}

function exitCodeOf(error: unknown): number {
  return isSettingError(error) ? EXIT_CONFIG : EXIT_FAILURE;
}

async function run(services: readonly Service[], platform: Platform, started: Started[]): Promise<End> {
  const ends: Promise<End>[] = [];
  for (const service of services) {
    if (platform.draining) break;
    try {
      const running = await service.start(platform);
      started.push({ service: service.name, running });
      ends.push(endOf(service, running));
      platform.serviceStarted(service.name);
      platform.logger.info({ service: service.name, url: running.url }, "service started");
    } catch (err) {
      return { reason: "service cannot start", service: service.name, failed: true, err };
    }
  }
  return Promise.race(ends);
}

async function endOf({ name, endsProcess = false }: Service, { ended }: RunningService): Promise<End> {
  try {
    await ended;
    return { reason: "service ended", service: name, failed: !endsProcess };
  } catch (err) {
    return { reason: "service failed", service: name, failed: true, err };
  }
}

/** All at once, the last one started first: each has the whole drain time, and none takes work while another drains. */
async function stopAll(started: readonly Started[], { config, logger }: Platform): Promise<boolean> {
  const stops = started.toReversed().map(async ({ service, running }) => {
    try {
      if (await settlesWithin(running.stop(config.drainMs), config.drainMs + STOP_GRACE_MS)) return true;
      logger.error({ service }, "service did not stop in time");
    } catch (err) {
      logger.error({ service, err }, "service did not stop cleanly");
    }
    return false;
  });
  return (await Promise.all(stops)).every(Boolean);
}
