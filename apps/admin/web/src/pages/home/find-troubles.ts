import type { Overview } from "../../../../src/contract/overview.ts";

/** Something about the deployment that a person should look at. */
export type Trouble =
  | { readonly kind: "database" | "bus" | "calls"; readonly meaning: "bad"; readonly detail: string | undefined }
  | { readonly kind: "check"; readonly meaning: "bad"; readonly name: string; readonly detail: string | undefined }
  | {
      readonly kind: "silentProcess";
      readonly meaning: "attention";
      readonly host: string;
      readonly pid: number;
      readonly lastSeenAt: number;
    }
  | { readonly kind: "draining"; readonly meaning: "attention" }
  | { readonly kind: "disk" | "memory"; readonly meaning: "bad" | "attention"; readonly share: number };

const full = { attention: 0.9, bad: 0.97 };

/** What is wrong now, the worst first. */
export function findTroubles(overview: Overview): Trouble[] {
  const { database, bus, checks, processes, traffic, system, draining } = overview;
  const troubles: Trouble[] = [];
  if (!database.ok) troubles.push({ kind: "database", meaning: "bad", detail: database.problem });
  if (!bus.ok) troubles.push({ kind: "bus", meaning: "bad", detail: bus.problem });
  for (const { name, ok, problem } of checks) {
    const told =
      (name === "database" && !database.ok) || (name === "redis" && !bus.ok) || (name === "shutdown" && draining);
    if (!ok && !told) troubles.push({ kind: "check", meaning: "bad", name, detail: problem });
  }
  if (traffic === undefined && database.ok) troubles.push({ kind: "calls", meaning: "bad", detail: undefined });
  for (const { alive, host, pid, lastSeenAt } of processes) {
    if (!alive) troubles.push({ kind: "silentProcess", meaning: "attention", host, pid, lastSeenAt });
  }
  if (draining) troubles.push({ kind: "draining", meaning: "attention" });
  if (system.disk !== undefined) troubles.push(...filling("disk", system.disk));
  troubles.push(...filling("memory", system.memory));
  return troubles.toSorted((a, b) => Number(b.meaning === "bad") - Number(a.meaning === "bad"));
}

function filling(
  kind: "disk" | "memory",
  { usedBytes, totalBytes }: { usedBytes: number; totalBytes: number },
): Trouble[] {
  const share = totalBytes === 0 ? 0 : usedBytes / totalBytes;
  if (share < full.attention) return [];
  return [{ kind, meaning: share >= full.bad ? "bad" : "attention", share }];
}
