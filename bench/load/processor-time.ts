import { readFileSync } from "node:fs";
import { cpus } from "node:os";

/** Seconds of processor time since some fixed moment; undefined where the system does not say. */
export interface ProcessorTime {
  readonly server: number | undefined;
  readonly load: number;
  readonly machine: number;
}

export function readProcessorTime(serverPid: number): ProcessorTime {
  const { user, system } = process.cpuUsage();
  const machineMs = cpus().reduce((sum, { times }) => sum + times.user + times.sys + times.nice + times.irq, 0);
  return { server: readProcess(serverPid), load: (user + system) / 1e6, machine: machineMs / 1000 };
}

/** proc(5): fields 14 and 15 after the name in brackets, in ticks of 10 ms on every Linux that Node runs on. */
function readProcess(pid: number): number | undefined {
  if (process.platform !== "linux") return undefined;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return undefined;
  }
}
