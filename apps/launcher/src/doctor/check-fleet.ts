import type { DatabaseFacts } from "@mcp-tools/db";
import type { Finding } from "./finding.ts";

/** Whether the processes that share this database can work together. */
export function checkFleet(
  processes: DatabaseFacts["processes"],
  { hasRedis, version }: { hasRedis: boolean; version: string },
): Finding[] {
  const findings: Finding[] = [];
  const servers = processes.filter(({ services }) => services.includes("mcp-sse"));
  if (servers.length > 1 && !hasRedis)
    findings.push({
      check: "replicas",
      state: "problem",
      text: `${servers.length} processes serve MCP from this database, and REDIS_URL is not set here`,
      why: "Without Redis a session is known to one process only: behind a balancer its requests fail on the others.",
      advice: "Set REDIS_URL to the same Redis for every process, or run one.",
    });
  const others = [...new Set(processes.map((one) => one.version))].filter((one) => one !== version);
  if (others.length > 0)
    findings.push({
      check: "replicas",
      state: "note",
      text: `processes of another version are running (${others.join(", ")}; this is ${version})`,
      why: "During an upgrade that is as it should be. For longer, they do the same thing differently.",
      advice: "Bring all of them to one version.",
    });
  if (findings.length > 0) return findings;
  const text = processes.length === 0 ? "no process runs" : `${processes.length} running`;
  return [{ check: "replicas", state: "ok", text }];
}
