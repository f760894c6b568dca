import type { Service } from "@mcp-tools/platform";

/** The same services; when the last of them has started, `notify` gets the addresses of all, by service name. */
export function afterLastStart(
  services: readonly Service[],
  notify: (urls: ReadonlyMap<string, string>) => void,
): Service[] {
  const urls = new Map<string, string>();
  return services.map((service, index) => ({
    ...service,
    async start(platform) {
      const running = await service.start(platform);
      if (running.url !== undefined) urls.set(service.name, running.url);
      // Once whoever starts it has logged so: what a person needs next stands last.
      if (index === services.length - 1) setImmediate(() => notify(urls));
      return running;
    },
  }));
}
