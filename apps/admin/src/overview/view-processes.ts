import type { ProcessReport } from "@mcp-tools/core";
import type { Overview, ProcessView } from "../contract/overview.ts";

/** Several missed heartbeats; a process that ended well has removed itself before. */
const silentMs = 30_000;

/**
 * Reports as the console shows them: this process first, then the longest running. This one is there even before its
 * first heartbeat, and is as described now, but for its CPU, which only the heartbeat measures.
 */
export function viewProcesses(reports: readonly ProcessReport[], self: ProcessReport, now: number): ProcessView[] {
  const others = reports.filter(({ id }) => id !== self.id).toSorted((a, b) => a.startedAt - b.startedAt);
  const cpu = reports.find(({ id }) => id === self.id)?.cpu ?? self.cpu;
  return [{ ...self, cpu }, ...others].map((report) => ({
    ...report,
    services: [...report.services],
    sessions: { ...report.sessions },
    self: report.id === self.id,
    alive: now - report.lastSeenAt <= silentMs,
  }));
}

/** How many live processes run each service; one that only dead processes ran counts 0. */
export function countServices(processes: readonly ProcessView[]): Overview["services"] {
  const counts = new Map<string, number>();
  for (const { services, alive } of processes) {
    for (const name of services) counts.set(name, (counts.get(name) ?? 0) + (alive ? 1 : 0));
  }
  return [...counts]
    .map(([name, count]) => ({ name, processes: count }))
    .toSorted((a, b) => a.name.localeCompare(b.name));
}

/** Open sessions and streams of all live processes, by transport. */
export function sumSessions(processes: readonly ProcessView[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { sessions, alive } of processes) {
    if (!alive) continue;
    for (const [transport, count] of Object.entries(sessions)) sums[transport] = (sums[transport] ?? 0) + count;
  }
  return sums;
}
