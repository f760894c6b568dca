// @needs prometheus
import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse, stringify } from "yaml";
import type { App } from "./harness/app.ts";
import { callTool } from "./harness/call-tool.ts";
import { findFreePort } from "./harness/find-free-port.ts";
import { send } from "./harness/http.ts";
import { openLab } from "./harness/lab.ts";
import { startProgram } from "./harness/start-program.ts";
import { until } from "./harness/until.ts";

const shipped = join(import.meta.dirname, "..", "deploy", "monitoring");
const lab = openLab();
const run = promisify(execFile);
const promtool = (...args: string[]) => run("promtool", args, { cwd: lab.folder, timeout: 30_000 });
afterAll(() => lab.close());

interface ScrapeConfig {
  readonly job_name: string;
  dns_sd_configs?: readonly object[];
  static_configs?: readonly { targets: readonly string[] }[];
}

test("Prometheus takes the configuration and the rules as they are", async () => {
  expect((await promtool("check", "config", join(shipped, "prometheus.yml"))).stdout).toContain("SUCCESS");
  expect((await promtool("check", "rules", join(shipped, "alerts.yml"))).stdout).toContain("SUCCESS");
});

describe("a Prometheus with these files", () => {
  let app: App;
  let prometheus: string;

  async function ask<T>(path: string, query: Record<string, string> = {}): Promise<T> {
    const { status, text } = await send(`${prometheus}/api/v1/${path}?${new URLSearchParams(query).toString()}`);
    const { data, error } = JSON.parse(text) as { data: T; error?: string };
    if (status !== 200) throw new Error(`${path} ${JSON.stringify(query)}: ${error}`);
    return data;
  }

  beforeAll(async () => {
    const toolsDir = join(import.meta.dirname, "tools");
    app = await lab.start("launcher", { env: { TOOL_PACKS: "time", TOOLS_DIR: toolsDir } });
    const folder = lab.path("prometheus");
    mkdirSync(folder);
    const config = parse(readFileSync(join(shipped, "prometheus.yml"), "utf8")) as {
      global: Record<string, string>;
      scrape_configs: ScrapeConfig[];
    };
    config.global["scrape_interval"] = "1s";
    config.global["evaluation_interval"] = "1s";
    for (const scrape of config.scrape_configs) {
      // In place of the names that Docker gives the containers.
      delete scrape.dns_sd_configs;
      const service = scrape.job_name === "mcp-tools" ? "mcp-sse" : "admin";
      scrape.static_configs = [{ targets: [new URL(app.url(service)).host] }];
    }
    writeFileSync(join(folder, "prometheus.yml"), stringify(config));
    writeFileSync(join(folder, "alerts.yml"), readFileSync(join(shipped, "alerts.yml")));
    const port = await findFreePort();
    prometheus = `http://127.0.0.1:${port}`;
    await startProgram(lab, "prometheus", {
      args: [
        `--config.file=${join(folder, "prometheus.yml")}`,
        `--storage.tsdb.path=${join(folder, "data")}`,
        `--web.listen-address=127.0.0.1:${port}`,
      ],
    });
    await until("Prometheus is ready", async () => (await send(`${prometheus}/-/ready`)).status === 200, {
      timeoutMs: 30_000,
    });
  });

  test("finds both services up, and has an answer for every panel of the dashboard", { timeout: 90_000 }, async () => {
    const url = app.url();
    const use = async () => {
      await callTool(url, "get_current_time", { timezone: "UTC" });
      await callTool(url, "get_current_time", { timezone: "No/Where" });
      await send(`${url}/nowhere`);
    };
    type Targets = { activeTargets: { health: string; labels: { job: string }; lastError: string }[] };
    const activeTargets = await until(
      "both are up",
      async () => {
        const { activeTargets: all } = await ask<Targets>("targets");
        return all.length === 2 && all.every(({ health }) => health === "up") && all;
      },
      { timeoutMs: 30_000 },
    );
    expect(activeTargets.map(({ labels }) => labels.job).toSorted()).toEqual(["mcp-tools", "mcp-tools-admin"]);

    const { panels } = JSON.parse(readFileSync(join(shipped, "grafana/dashboards/mcp-tools.json"), "utf8")) as {
      panels: { title: string; targets?: { expr: string; datasource: { type: string } }[] }[];
    };
    const queries = panels.flatMap(({ title, targets = [] }) =>
      targets
        .filter(({ datasource }) => datasource.type === "prometheus")
        .map(({ expr }) => ({
          title,
          // What Grafana puts in.
          query: expr.replaceAll("$instance", ".*").replaceAll("$__rate_interval", "10s"),
        })),
    );
    expect(queries.length).toBeGreaterThan(15);
    for (const { title, query } of queries) {
      // Nobody has met a limit: that is nothing to draw.
      const isEmpty = title === "Refused by a limit";
      await until(
        `${title} has an answer: ${query}`,
        async () => {
          await use();
          const { result } = await ask<{ result: { value: [number, string] }[] }>("query", { query });
          return isEmpty ? result.length === 0 : result.some(({ value }) => value[1] !== "NaN");
        },
        { timeoutMs: 20_000, everyMs: 500 },
      );
    }
    const { alerts } = await ask<{ alerts: { state: string; labels: { alertname: string } }[] }>("alerts");
    expect(alerts.filter(({ state }) => state === "firing")).toEqual([]);
  });
});

/** A series that grows by so much a minute, or stays as it is. */
const growing = (series: string, perMinute: number) => ({ series, values: `0+${perMinute}x60` });
const staying = (series: string, value: number) => ({ series, values: `${value}x60` });
const slowly = (count: number) =>
  ["+Inf", "60", "5"].map((le) =>
    growing(`mcp_tools_call_duration_seconds_bucket{tool="a",le="${le}"}`, le === "5" ? 0 : count),
  );

describe("each alert tells of what it is for, and of nothing less", () => {
  const cases: readonly {
    readonly alert: string;
    readonly after: string;
    readonly fires: readonly { series: string; values: string }[];
    readonly silent: readonly { series: string; values: string }[];
  }[] = [
    {
      alert: "McpToolsDown",
      after: "2m",
      fires: [staying('up{job="mcp-tools",instance="a"}', 0)],
      silent: [staying('up{job="mcp-tools",instance="a"}', 1), staying('up{job="other",instance="b"}', 0)],
    },
    {
      alert: "McpToolsAllDown",
      after: "2m",
      fires: [staying('up{job="mcp-tools",instance="a"}', 0), staying('up{job="mcp-tools",instance="b"}', 0)],
      silent: [staying('up{job="mcp-tools",instance="a"}', 0), staying('up{job="mcp-tools",instance="b"}', 1)],
    },
    {
      alert: "McpToolsCallsFail",
      after: "20m",
      fires: [
        growing('mcp_tools_calls_total{tool="a",outcome="ok"}', 30),
        growing('mcp_tools_calls_total{tool="a",outcome="error"}', 10),
      ],
      silent: [
        growing('mcp_tools_calls_total{tool="a",outcome="ok"}', 30),
        growing('mcp_tools_calls_total{tool="a",outcome="error"}', 5),
        growing('mcp_tools_calls_total{tool="a",outcome="refused"}', 30),
        // One call in ten minutes is no rate.
        growing('mcp_tools_calls_total{tool="b",outcome="error"}', 0.1),
      ],
    },
    {
      alert: "McpToolsCallsSlow",
      after: "40m",
      fires: [...slowly(30), growing('mcp_tools_call_duration_seconds_count{tool="a"}', 30)],
      silent: [...slowly(0.1), growing('mcp_tools_call_duration_seconds_count{tool="a"}', 0.1)],
    },
    {
      alert: "McpToolsServerErrors",
      after: "15m",
      fires: [growing('mcp_tools_http_requests_total{service="mcp-sse",route="/mcp",status="500"}', 12)],
      silent: [
        growing('mcp_tools_http_requests_total{service="mcp-sse",route="/ready",status="503"}', 60),
        growing('mcp_tools_http_requests_total{service="mcp-sse",route="/mcp",status="429"}', 60),
      ],
    },
    {
      alert: "McpToolsRecordsWait",
      after: "5m",
      fires: [staying('mcp_tools_queue_depth{instance="a",queue="call_records"}', 1_001)],
      silent: [
        staying('mcp_tools_queue_depth{instance="a",queue="call_records"}', 900),
        staying('mcp_tools_queue_depth{instance="a",queue="calls_running"}', 5_000),
      ],
    },
    {
      alert: "McpToolsEventLoopSlow",
      after: "10m",
      fires: [staying('nodejs_eventloop_lag_p99_seconds{job="mcp-tools",instance="a"}', 0.6)],
      silent: [
        staying('nodejs_eventloop_lag_p99_seconds{job="mcp-tools",instance="a"}', 0.1),
        staying('nodejs_eventloop_lag_p99_seconds{job="other",instance="b"}', 9),
      ],
    },
    {
      alert: "McpToolsMemoryHigh",
      after: "20m",
      fires: [staying('process_resident_memory_bytes{job="mcp-tools",instance="a"}', 1.6e9)],
      silent: [staying('process_resident_memory_bytes{job="mcp-tools",instance="a"}', 1.4e9)],
    },
    {
      alert: "McpToolsVersionsDiffer",
      after: "40m",
      fires: [
        staying('mcp_tools_build_info{instance="a",version="1.0.0"}', 1),
        staying('mcp_tools_build_info{instance="b",version="1.1.0"}', 1),
      ],
      silent: [
        staying('mcp_tools_build_info{instance="a",version="1.1.0"}', 1),
        staying('mcp_tools_build_info{instance="b",version="1.1.0"}', 1),
      ],
    },
  ];

  test("and none is left out", () => {
    const { groups } = parse(readFileSync(join(shipped, "alerts.yml"), "utf8")) as {
      groups: { rules: { alert: string }[] }[];
    };
    expect(cases.map(({ alert }) => alert)).toEqual(groups.flatMap(({ rules }) => rules.map(({ alert }) => alert)));
  });

  test.each(cases)("$alert", async ({ alert, after, fires, silent }) => {
    expect(await countFiring(alert, after, fires)).toBe(1);
    expect(await countFiring(alert, after, silent)).toBe(0);
  });

  /** As Prometheus itself evaluates the shipped rules over these series. */
  async function countFiring(alert: string, after: string, series: readonly object[]): Promise<number> {
    const counts = [0, 1].map(async (count) => {
      const file = `${lab.path("rules-test")}.yml`;
      writeFileSync(
        file,
        stringify({
          rule_files: [join(shipped, "alerts.yml")],
          evaluation_interval: "1m",
          tests: [
            {
              interval: "1m",
              input_series: series,
              promql_expr_test: [
                {
                  expr: `count(ALERTS{alertname="${alert}",alertstate="firing"}) or vector(0)`,
                  eval_time: after,
                  exp_samples: [{ labels: "{}", value: count }],
                },
              ],
            },
          ],
        }),
      );
      return promtool("test", "rules", file).then(
        () => [count],
        () => [],
      );
    });
    const [count, ...others] = (await Promise.all(counts)).flat();
    if (count === undefined || others.length > 0) throw new Error(`${alert}: neither one nor none fires`);
    return count;
  }
});
