import { loadConfig } from "@mcp-tools/config";
import { expect, test } from "vitest";
import type { Diagnostics, SettingView } from "../contract/settings.ts";
import { askApi } from "../testing/ask-api.ts";
import { createFakeDeps } from "../testing/fake-deps.ts";

const env = {
  ADMIN_PORT: "7003",
  DATABASE_URL: "postgres://ada:opensesame1@db.internal/tools",
  REDIS_URL: "redis://:opensesame1@redis.internal",
  SECRET_KEY: `opensesame1${"x".repeat(32)}`,
  METRICS_TOKEN: "opensesame1opensesame1",
};
const config = loadConfig({ env, envFile: "/nowhere" });

test("each setting is told with its value and where that comes from, of a secret only that it is set", async () => {
  const { status, body, text } = await askApi(createFakeDeps({ config }))<{ settings: SettingView[] }>(
    "GET /api/settings",
  );
  expect(status).toBe(200);
  const named = new Map(body.settings.map((setting) => [setting.name, setting]));
  expect(named.get("ADMIN_PORT")).toMatchObject({ value: "7003", default: "9091", source: "environment", isSet: true });
  expect(named.get("PORT")).toMatchObject({ value: "9090", source: "default" });
  expect(named.get("SECRET_KEY")).toMatchObject({ isSet: true, secret: true, source: "environment" });
  expect(named.get("SECRET_KEY")).not.toHaveProperty("value");
  expect(named.get("SENTRY_DSN")).toMatchObject({ isSet: false, source: "default" });
  expect(text).not.toContain("opensesame1");
});

test("the diagnosis has no secret in it, not even one that a failing check quotes", async () => {
  const checks = [{ name: "database", check: () => "Cannot reach postgres://ada:opensesame1@db.internal/tools" }];
  const answer = await askApi(createFakeDeps({ config, checks }))<Diagnostics>("GET /api/diagnostics");
  expect(answer.status).toBe(200);
  expect(answer.headers.get("content-disposition")).toMatch(/^attachment; filename="diagnostics-[\dT-]+\.json"$/);
  expect(answer.body).toMatchObject({ version: "1.2.3", policy: { version: 0, rules: 0 } });
  expect(answer.body.settings.find(({ name }) => name === "ADMIN_PORT")).toMatchObject({ value: "7003" });
  expect(JSON.stringify(answer.body.overview.checks)).toContain("Cannot reach");
  expect(answer.text).not.toContain("opensesame1");
});

test("a diagnosis is made where the policy cannot be read, too", async () => {
  const deps = createFakeDeps();
  const policy = { ...deps.policy, current: () => Promise.reject(new Error("down")) };
  const answer = await askApi({ ...deps, policy })<Diagnostics>("GET /api/diagnostics");
  expect(answer.status).toBe(200);
  expect(answer.body).not.toHaveProperty("policy");
});
