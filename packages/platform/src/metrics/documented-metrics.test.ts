import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { createMetrics } from "./create-metrics.ts";

const page = readFileSync(new URL("../../../../docs/observability.md", import.meta.url), "utf8");

test("docs/observability.md lists our metrics, all of them and no others, with their types", async () => {
  const rendered = await createMetrics({ version: "1.2.3" }).render();
  const types = [...rendered.matchAll(/^# TYPE (mcp_tools_\w+) (\w+)$/gm)].map(([, name, type]) => `${name} ${type}`);
  const documented = [...page.matchAll(/^\| `(mcp_tools_\w+)` \| (\w+) \|/gm)].map(
    ([, name, type]) => `${name} ${type}`,
  );

  expect(types.sort()).toEqual(documented.sort());
});

test("their names follow Prometheus' conventions", async () => {
  const rendered = await createMetrics({ version: "1.2.3" }).render();
  for (const [, name = "", type] of rendered.matchAll(/^# TYPE (mcp_tools_\w+) (\w+)$/gm)) {
    if (type === "counter") expect(name).toMatch(/_total$/);
    if (type === "histogram") expect(name).toMatch(/_seconds$/);
    if (type === "gauge") expect(name).not.toMatch(/_total$/);
  }
});
