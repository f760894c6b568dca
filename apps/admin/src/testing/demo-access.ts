import { operator } from "@mcp-tools/governance";
import type { FakeGoverned } from "./fake-governed.ts";

/** Limits and credentials as a deployment has them after a while, for looking at the console. */
export async function addDemoAccess({ keys, policy, credentials }: FakeGoverned): Promise<void> {
  await keys.create(operator, { name: "nightly", limits: { callsPerDay: 500, inFlight: 2 }, output: { tokens: 4000 } });
  const { version, document } = await policy.current(operator);
  const limited = {
    ...document,
    limits: { callsPerMinute: 120, inFlight: 20 },
    output: { bytes: 262_144 },
    tools: {
      fetch: { limits: { callsPerMinute: 30 }, output: { tokens: 8000 } },
      delete_entities: { limits: { callsPerDay: 50 } },
    },
  };
  await policy.save(operator, { basedOn: version, document: limited });
  await credentials.setCredential(operator, { name: "github_token", value: "demo" });
  await credentials.setCredential(operator, { name: "github_token", value: "demo", principalId: "key:nightly" });
  await credentials.setCredential(operator, { name: "smtp.password", value: "demo" });
}
