import { statfs } from "node:fs/promises";
import { availableParallelism, cpus, hostname, platform, release, totalmem } from "node:os";
import type { System } from "../contract/overview.ts";
import { within } from "./within.ts";

interface CpuTimes {
  readonly busy: number;
  readonly total: number;
}

const diskDeadlineMs = 1000;

/** Reads the machine, or the share of it that the container may use. CPU is measured between two reads. */
export function createSystemReader({ dataDir }: { dataDir: string }): () => Promise<System> {
  let before = cpuTimes();
  let share = 0;

  return async () => {
    const now = cpuTimes();
    if (now.total > before.total) share = (now.busy - before.busy) / (now.total - before.total);
    before = now;
    return {
      host: hostname(),
      platform: `${platform()} ${release()}`,
      node: process.version,
      cores: availableParallelism(),
      cpu: Math.min(1, Math.max(0, share)),
      memory: memory(),
      disk: await disk(dataDir),
    };
  };
}

function cpuTimes(): CpuTimes {
  let busy = 0;
  let total = 0;
  for (const { times } of cpus()) {
    const spent = times.user + times.nice + times.sys + times.irq;
    busy += spent;
    total += spent + times.idle;
  }
  return { busy, total };
}

function memory(): System["memory"] {
  const limit = process.constrainedMemory();
  const totalBytes = limit > 0 ? Math.min(limit, totalmem()) : totalmem();
  return { totalBytes, usedBytes: Math.max(0, totalBytes - process.availableMemory()) };
}

async function disk(path: string): Promise<System["disk"]> {
  try {
    const { bsize, blocks, bfree, bavail } = await within(diskDeadlineMs, "The disk", statfs(path));
    const usedBytes = (blocks - bfree) * bsize;
    // What root keeps for itself is neither used nor ours: as `df` counts.
    return { path, usedBytes, totalBytes: usedBytes + bavail * bsize };
  } catch {
    return undefined;
  }
}
