import { operator, type KeyVerbs, type PolicyVerbs } from "@mcp-tools/governance";

const toolsets = [
  {
    name: "docs",
    title: "Documents",
    description: "Reading only.",
    tools: [
      { tool: "fetch", name: "read_page", arguments: { format: "markdown" } },
      { tool: "read_*" },
      { tool: "search_files" },
    ],
  },
  { name: "memory", tools: [{ tool: "*_entities" }, { tool: "*_nodes" }] },
];

const rules = [
  {
    id: "no-etc",
    description: "Secrets of the machine",
    effect: "refuse",
    reason: "Not below /etc.",
    match: { tools: ["write_file", "edit_file"], arguments: [{ pointer: "/path", like: "/etc/*" }] },
  },
  { id: "memory-asks", effect: "ask", match: { tools: ["delete_*"], principals: ["key:ci", "key:*"] } },
  { id: "docs-free", description: "Whoever comes through docs", effect: "allow", match: { toolsets: ["docs"] } },
  { id: "never", effect: "refuse", match: { tools: ["delete_entities"], principals: ["key:ci"] } },
  { id: "night", enabled: false, effect: "refuse", match: { access: ["write", "destructive"] } },
];

/** A policy with a history, and keys that it is about. */
export async function seedDemo({ policy, keys }: { policy: PolicyVerbs; keys: KeyVerbs }): Promise<void> {
  await policy.save(operator, { basedOn: 0, document: { rules: rules.slice(0, 2) }, note: "First rules" });
  await policy.save(operator, { basedOn: 1, document: { rules, toolsets, limits: { callsPerMinute: 120 } } });
  await policy.setTool(operator, { basedOn: 2, name: "write_file", settings: { enabled: false } });
  await policy.setTool(operator, {
    basedOn: 3,
    name: "fetch",
    settings: { title: "Read a page of the web", limits: { callsPerDay: 5000, inFlight: 4 } },
  });
  await keys.create(operator, { name: "ci", grant: { toolsets: ["docs"] } });
  await keys.create(operator, { name: "cursor", grant: { access: ["read"] } });
  await keys.create(operator, { name: "automation", grant: { tools: ["read_*", "search_*"] } });
}
