import { watch } from "node:fs";
import type { Logger } from "@mcp-tools/core";
import type { Registry } from "../registry/registry.ts";
import { loadToolsDir } from "./load-tools-dir.ts";

const SETTLE_MS = 100;

/** Loads the folder again after each change in it; a pack that would not register leaves the old one standing. Returns the release. */
export function watchToolsDir(dir: string, registry: Registry, logger: Logger): () => void {
  let timer: NodeJS.Timeout | undefined;
  /** Counts the reloads: one that was overtaken by a later one, or by the release, changes nothing. */
  let latest = 0;
  const watcher = watch(dir, () => {
    clearTimeout(timer);
    timer = setTimeout(() => void reload(), SETTLE_MS);
  });
  watcher.on("error", (error) => logger.warn({ err: error, dir }, "tools folder no longer watched"));

  async function reload(): Promise<void> {
    latest += 1;
    const mine = latest;
    try {
      const pack = await loadToolsDir(dir, logger);
      if (mine !== latest) return;
      registry.setPack(pack);
      logger.info({ dir, definitions: pack.definitions.length }, "tools folder reloaded");
    } catch (error) {
      logger.error({ err: error, dir }, "tools folder not reloaded");
    }
  }

  return () => {
    latest += 1;
    clearTimeout(timer);
    watcher.close();
  };
}
