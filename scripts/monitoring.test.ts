import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import type { AuditOutcome } from "../packages/core/src/index.ts";
import { createMetrics } from "../packages/platform/src/index.ts";

const folder = join(import.meta.dirname, "..", "deploy", "monitoring");
const read = (file: string) => readFileSync(join(folder, file), "utf8");

interface Dashboard {
  readonly panels: { readonly title: string; readonly targets?: { readonly expr: string }[] }[];
}

const dashboard = JSON.parse(read("grafana/dashboards/mcp-tools.json")) as Dashboard;
const rules = (
  parse(read("alerts.yml")) as { groups: { rules: { alert: string; expr: string; annotations: object }[] }[] }
).groups.flatMap((group) => group.rules);
const queries = dashboard.panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
const expressions = [...queries, ...rules.map(({ expr }) => expr)];

/** Every outcome there is: a new one does not compile until somebody has thought of the alerts. */
const outcomes: Record<AuditOutcome, true> = {
  ok: true,
  error: true,
  refused: true,
  pending: true,
  cancelled: true,
  timeout: true,
  input_required: true,
  unknown: true,
};

test("dashboard and alerts ask for metrics and labels that processes have", async () => {
  const metrics = createMetrics({ version: "1.2.3" });
  metrics.callEnded("echo", "ok", 5);
  metrics.callLimited("callsPerDay");
  metrics.httpEnded("mcp-sse", "POST", "/mcp", 200, 5);
  metrics.sessionsOpen("sse", 1);
  metrics.watchQueue("call_records", () => 0);
  const text = await metrics.render();
  const samples = new Map<string, string>();
  for (const [, name = "", labels = ""] of text.matchAll(/^([a-z_0-9]+)(?:\{(.*)\})? /gm)) samples.set(name, labels);

  const asked = new Set(
    expressions.flatMap((expression) => expression.match(/\b(?:mcp_tools|nodejs|process)_\w+/g) ?? []),
  );
  expect(asked.size).toBeGreaterThan(10);
  expect([...asked].filter((name) => !samples.has(name))).toEqual([]);

  const given = new Set([
    "job",
    "instance",
    ...[...samples.values()].flatMap((labels) => labels.match(/\w+(?==")/g) ?? []),
  ]);
  const grouped = expressions.flatMap((expression) =>
    [...expression.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, names = ""]) => names.split(/, */)),
  );
  expect(grouped.filter((name) => !given.has(name))).toEqual([]);
  const words = expressions.flatMap((expression) =>
    [...expression.matchAll(/outcome=~?"([^"]*)"/g)].flatMap(([, names = ""]) => names.split("|")),
  );
  expect(words.length).toBeGreaterThan(2);
  expect(words.filter((word) => !(word in outcomes))).toEqual([]);
});

test("every alert says what is wrong and what to look at", () => {
  expect(rules.length).toBeGreaterThan(5);
  for (const { alert, annotations } of rules)
    expect([alert, annotations]).toEqual([alert, { summary: expect.any(String), description: expect.any(String) }]);
});

test("panels of the dashboard have a title, and do not lie over each other", () => {
  const places = (
    dashboard.panels as unknown as { title: string; gridPos: Record<"x" | "y" | "w" | "h", number> }[]
  ).map(({ title, gridPos }) => ({ title, ...gridPos }));
  for (const [index, one] of places.entries()) {
    expect(one.title).not.toBe("");
    expect(one.x + one.w).toBeLessThanOrEqual(24);
    for (const other of places.slice(index + 1)) {
      const apart =
        one.x + one.w <= other.x ||
        other.x + other.w <= one.x ||
        one.y + one.h <= other.y ||
        other.y + other.h <= one.y;
      expect([one.title, other.title, apart]).toEqual([one.title, other.title, true]);
    }
  }
});
