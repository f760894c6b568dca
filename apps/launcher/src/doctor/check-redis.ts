import type { RedisFacts } from "@mcp-tools/bus";
import { checkSkew } from "./check-skew.ts";
import type { Finding } from "./finding.ts";

const MAJOR_MIN = 6;
const check = "redis";

/** What is wrong with a Redis that answers. */
export function checkRedis(facts: RedisFacts): Finding[] {
  const { version, isReplica, evictionPolicy, memoryMax, skewMs } = facts;
  const findings: Finding[] = [];
  if (Number.parseInt(version, 10) < MAJOR_MIN)
    findings.push({
      check,
      state: "problem",
      text: `Redis ${version} is older than ${MAJOR_MIN}`,
      why: "Sessions and streams are kept by scripts that older versions refuse to run, or run differently.",
      advice: "Upgrade it; 7 is what we test with.",
    });
  if (isReplica)
    findings.push({
      check,
      state: "problem",
      text: "it is a replica, which takes no writes",
      why: "No session can be opened.",
      advice: "Name the primary in REDIS_URL.",
    });
  const isEvicting = evictionPolicy !== undefined && evictionPolicy !== "noeviction";
  if (isEvicting)
    findings.push({
      check: "redis memory",
      state: memoryMax > 0 ? "problem" : "note",
      text: `with its memory full, Redis throws keys away (maxmemory-policy ${evictionPolicy})`,
      why: "Those keys are sessions and what clients have not received yet: they would be lost without anybody being told.",
      advice: "Set maxmemory-policy to noeviction, and give other programs a Redis of their own.",
    });
  const answers: Finding[] = findings.some(({ state }) => state === "problem")
    ? []
    : [{ check, state: "ok", text: `answers (Redis ${version})` }];
  return [...answers, ...findings, checkSkew("redis", skewMs)];
}
