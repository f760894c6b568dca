import { createId, type Approval, type ApprovalStore } from "@mcp-tools/core";

interface Ask {
  readonly tool: string;
  readonly arguments: object;
  readonly change?: Partial<Approval>;
  readonly expireMs?: number;
}

const asks = {
  write: {
    path: "/srv/notes/2026/plan.md",
    content: "# Plan\n\n- Move the database\n- Ship in spring\n- Tell everybody\n",
    token: "••••",
  },
  remove: { names: ["Atlas", "Borealis"] },
} as const;

/** A queue with a history before it, for looking at the console. One is Ada's own, and unless it is to be `tidy`, one is hostile. */
export async function addDemoApprovals(store: ApprovalStore, { tidy = false } = {}): Promise<void> {
  const decided = async (ask: Ask, decision: Parameters<ApprovalStore["decide"]>[0] | { refusal: string }) => {
    const { id } = await open(store, ask);
    const made =
      "refusal" in decision
        ? ({ state: "refused", reason: decision.refusal } as const)
        : ({ state: "approved", scope: decision.scope } as const);
    await store.decide({ id, decidedBy: "user:p1", ...made });
    return id;
  };
  const allowed = (scope: Approval["scope"]) => ({ id: "", state: "approved" as const, decidedBy: "", scope });
  const used = await decided(
    {
      tool: "write_file",
      arguments: { ...asks.write, content: "# Plan\n\n- Ship in spring\n- Tell everybody\n", mode: "replace" },
    },
    allowed({ kind: "once" }),
  );
  await store.use({ id: used, callId: createId(), processId: "self", policyVersion: 3 });
  await decided(
    { tool: "write_file", arguments: { path: "/etc/hosts", content: "" } },
    { refusal: "Only below /srv/notes. Write it there and say where it is." },
  );
  await decided({ tool: "delete_entities", arguments: { names: ["Draft"] } }, allowed({ kind: "always" }));
  await decided(
    { tool: "edit_file", arguments: { path: "/srv/notes/a.md", edits: [] } },
    allowed({ kind: "minutes", minutes: 60 }),
  );
  await open(store, { tool: "create_entities", arguments: {}, expireMs: 1 });
  await open(store, { tool: "write_file", arguments: asks.write, expireMs: 900_000 });
  await open(store, { tool: "delete_entities", arguments: asks.remove, expireMs: 150_000 });
  await open(store, {
    tool: "delete_relations",
    arguments: { names: ["Atlas → Borealis"] },
    change: { principalId: "key:7f2c-cursor", principalName: "Cursor", personId: "user:p1", client: "Cursor/2.9.1" },
  });
  if (tidy) return;
  await open(store, {
    tool: "write_file",
    arguments: {
      path: `<img src=x onerror=alert(1)>\u202e${"very-long-name-".repeat(40)}`,
      content: "😀 مرحبا ".repeat(4000),
      deep: JSON.parse(`${"[".repeat(200)}1${"]".repeat(200)}`),
    },
    change: { principalId: "key:evil", principalName: `\u202eevil <b>${"x".repeat(300)}` },
  });
}

async function open(
  store: ApprovalStore,
  { tool, arguments: args, change, expireMs = 600_000 }: Ask,
): Promise<Approval> {
  const { approval } = await store.open({
    id: createId(),
    principalId: "key:44d0-ci",
    principalName: "ci",
    tool,
    toolDigest: "d",
    arguments: JSON.stringify(args),
    argumentsDigest: createId(),
    policyVersion: 3,
    ruleId: "ask-before-deleting",
    reason: "Rule “Ask before deleting”: a destructive tool called by a key.",
    transport: "http",
    client: "codex/0.60",
    sessionId: "0199b7a2-51d4-7c1e-8a55-2f60c9a1b001",
    expireMs,
    ...change,
  });
  return approval;
}
