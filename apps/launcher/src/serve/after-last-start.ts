import type { RunningService, Service } from "@mcp-tools/platform";

/** The same services; when the last of them has started, `notify` gets all that run, by service name. */
export function afterLastStart(
  services: readonly Service[],
  notify: (started: ReadonlyMap<string, RunningService>) => unknown,
): Service[] {
  const started = new Map<string, RunningService>();
  return services.map((service, index) => ({
    ...service,
    async start(platform) {
      const running = await service.start(platform);
      started.set(service.name, running);
      // Once whoever starts it has logged so: what a person needs next stands last.
      if (index === services.length - 1) setImmediate(() => notify(started));
      return running;
    },
  }));
}
