import type { AuditOutcome, AuditRecord } from "@mcp-tools/core";
import { demoTools } from "./demo-tools.ts";
import { fakeCall } from "./fake-calls.ts";

const clients = [
  { client: "claude-code/2.1.0", transport: "http", protocolVersion: "2025-11-25", principalId: "local" },
  { client: "Cursor/2.9.1", transport: "http", protocolVersion: "2025-06-18", principalId: "key:7f2c-cursor" },
  { client: "claude-ai/0.14", transport: "stdio", protocolVersion: "2025-11-25", principalId: "local" },
  { client: "n8n/1.120", transport: "sse", protocolVersion: "2024-11-05", principalId: "key:19ab-automation" },
  { client: "codex/0.60", transport: "http", protocolVersion: "2026-07-28", principalId: "key:44d0-ci" },
] as const;

const argumentsOf: Readonly<Record<string, unknown>> = {
  fetch: { url: "https://example.com/docs/getting-started", max: 5000, format: "markdown", token: "••••" },
  get_current_time: { timezone: "Asia/Shanghai" },
  search_nodes: { query: "release checklist" },
  create_entities: {
    entities: [
      {
        name: "Atlas",
        entityType: "project",
        observations: ["Ships in spring", "Owned by the platform team", "数据库迁移已完成"],
      },
    ],
  },
  read_text_file: { path: "/srv/notes/2026/plan.md", head: 40 },
  edit_file: { path: "/srv/notes/plan.md", edits: [{ oldText: "draft", newText: "final" }], dryRun: false },
};

const messages: Partial<Record<AuditOutcome, string>> = {
  error: "The page answered 502 Bad Gateway. Try again later.",
  refused: "names: must have at least 1 item. Give the exact names to remove.",
  timeout: "The tool did not finish within 60 seconds.",
  cancelled: "Cancelled by the client.",
};

/** A source of numbers in 0–1, the same for the same seed. */
export function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A call as real ones are: mostly reading, mostly well. */
export function demoCall(startedAt: number, random: () => number): AuditRecord {
  const tool = demoTools[Math.floor(random() ** 2 * demoTools.length)]?.name ?? "fetch";
  const outcome = outcomeOf(random());
  const message = messages[outcome];
  return fakeCall({
    startedAt,
    tool,
    outcome,
    ...(message === undefined ? {} : { message }),
    ...clients[Math.floor(random() ** 1.5 * clients.length)],
    arguments: JSON.stringify(argumentsOf[tool] ?? { names: ["Atlas", "Borealis"] }),
    durationMs: outcome === "timeout" ? 60_000 : Math.round(4 + 900 * random() ** 6 + 40 * random()),
    resultBytes: Math.round(120 + 20_000 * random() ** 4),
    sessionId: "0199b7a2-51d4-7c1e-8a55-2f60c9a1b001",
    requestId: `r-${Math.floor(random() * 1e9).toString(36)}`,
    traceId: "4bf92f3577b34da6a3ce929d0e0e4736",
  });
}

/** What people did on such a day. */
export function demoEvents(now: number): AuditRecord[] {
  const by = { principalId: "user:p1", principalName: "ada@example.com", transport: "console", tool: "" } as const;
  const event = (minutes: number, change: Partial<AuditRecord>) =>
    fakeCall({ ...by, client: undefined, protocolVersion: undefined, startedAt: now - minutes * 60_000, ...change });
  return [
    event(1.2, {
      kind: "approval",
      action: "approval.approve",
      tool: "edit_file",
      subject: "0199b7a2-51d4-7c1e-8a55-2f60c9a1b077",
      arguments: '{"scope":{"kind":"once"}}',
    }),
    event(2.1, {
      kind: "change",
      action: "policy.save",
      subject: "7",
      arguments: '{"changes":[{"kind":"added","what":"rule no-ftp"}]}',
    }),
    event(2.4, {
      kind: "access",
      action: "sign_in",
      principalId: "anonymous",
      principalName: "eve@example.com",
      outcome: "refused",
      message: "The address or the password is not right.",
      address: "198.51.100.7",
    }),
    event(3.3, { kind: "access", action: "audit.export", arguments: '{"format":"csv","tool":"fetch"}' }),
    event(4.6, { kind: "change", action: "key.create", subject: "key:44d0-ci", arguments: '{"name":"ci"}' }),
  ];
}

/** A day of traffic up to now: quiet nights, busier in waves. */
export function demoDay(now: number): AuditRecord[] {
  const random = createRandom(7);
  const rows: AuditRecord[] = [];
  for (let minute = 24 * 60; minute > 0; minute--) {
    const wave = 5 + 4 * Math.sin(minute / 80) + 3 * Math.sin(minute / 13);
    const calls = Math.max(0, Math.round(wave * (0.6 + 0.8 * random())));
    for (let n = 0; n < calls; n++) rows.push(demoCall(now - minute * 60_000 + Math.floor(random() * 60_000), random));
  }
  return rows;
}

function outcomeOf(dice: number): AuditOutcome {
  if (dice < 0.93) return "ok";
  if (dice < 0.955) return "error";
  if (dice < 0.98) return "refused";
  if (dice < 0.982) return "timeout";
  return dice < 0.995 ? "cancelled" : "input_required";
}
