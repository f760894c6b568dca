import { operator } from "@mcp-tools/governance";
import type { FakeGoverned } from "./fake-governed.ts";

/** Keys, limits and credentials as a deployment has them after a while, for looking at the console. */
export async function seedAccess({ keys, policy, credentials }: FakeGoverned): Promise<void> {
  await keys.create(operator, { name: "nightly", limits: { callsPerDay: 500, inFlight: 2 }, output: { tokens: 4000 } });
  await keys.create(operator, { name: "laptop" });
  const document = {
    limits: { callsPerMinute: 120, inFlight: 20 },
    output: { bytes: 262_144 },
    tools: {
      fetch: { limits: { callsPerMinute: 30 }, output: { tokens: 8000 } },
      delete_entities: { limits: { callsPerDay: 50 } },
    },
  };
  await policy.save(operator, { basedOn: 0, document: document as never });
  await credentials.setCredential(operator, { name: "github_token", value: "demo" });
  await credentials.setCredential(operator, { name: "github_token", value: "demo", principalId: "key:nightly" });
  await credentials.setCredential(operator, { name: "smtp.password", value: "demo" });
}
