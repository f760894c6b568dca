import { personActor } from "@mcp-tools/governance";
import { fakePerson } from "./fake-people.ts";
import type { FakeDeps } from "./fake-deps.ts";

const day = 86_400_000;

/** Keys in every state that there is, and toolsets for them. */
export async function addDemoKeys({ keys, stores, policy }: Pick<FakeDeps, "keys" | "stores" | "policy">) {
  const owner = personActor(fakePerson({ role: "owner" }), {});
  if (owner === undefined) throw new Error("The owner has no role.");
  const now = Date.now();
  const toolsets = ["build", "support"].map((name) => ({ name, tools: [{ tool: "*" }] }));
  const { version, document } = await policy.current(owner);
  const all = [...document.toolsets, ...toolsets];
  await policy.save(owner, { basedOn: version, document: { ...document, toolsets: all }, note: undefined });

  const make = async (input: Parameters<typeof keys.create>[1], usedMsAgo?: number, from = "192.0.2.17") => {
    const { key } = await keys.create(owner, input);
    if (usedMsAgo !== undefined) await stores.keys.touch([{ id: key.id, at: now - usedMsAgo, from }]);
    return key;
  };
  await make({ name: "n8n", grant: { toolsets: ["support"] }, expiresAt: now + 300 * day }, 7_200_000, "2001:db8::7");
  const old = await make({ name: "old-laptop" }, 40 * day);
  await keys.revoke(owner, old.id);
  const ended = await make({ name: "trial", expiresAt: now + 2000 }, 9 * day);
  await stores.keys.update(ended.id, { expiresAt: now - 3 * day });
  await make(
    {
      name: "ci-pipeline-of-the-platform-team.with-a-name-that-is-long",
      grant: { toolsets: ["build"], tools: ["read_*", "search_nodes", "get_current_time"], access: ["read", "write"] },
      limits: { callsPerMinute: 120, callsPerDay: 20_000 },
      output: { tokens: 8000 },
      expiresAt: now + 5 * day,
    },
    40_000,
  );
  const desk = await make({ name: "cursor-ada", expiresAt: now + 80 * day, personId: "user:p1" }, 12_000, "127.0.0.1");
  await keys.rotate(owner, desk.id, { overlapMs: day });
  await make({ name: "claude-desktop", grant: { access: ["read"] } });
}
