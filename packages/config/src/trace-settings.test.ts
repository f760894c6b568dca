import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { loadConfig } from "./load-config.ts";

const dir = mkdtempSync(join(tmpdir(), "mcp-tools-traced-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

test("each setting says where its value comes from: the strongest that sets it", () => {
  const envFile = join(dir, ".env");
  writeFileSync(envFile, "PORT=7001\nADMIN_PORT=7002\nDRAIN_MS=1\nHOST=\n");
  const { settings } = loadConfig({ envFile, env: { ADMIN_PORT: "7003", DRAIN_MS: "2" }, flags: { DRAIN_MS: "3" } });
  const traced = new Map(settings.map(({ name, value, source }) => [name, [value, source]]));
  expect(traced.get("PORT")).toEqual(["7001", "file"]);
  expect(traced.get("ADMIN_PORT")).toEqual(["7003", "environment"]);
  expect(traced.get("DRAIN_MS")).toEqual(["3", "flag"]);
  expect(traced.get("HOST")).toEqual(["127.0.0.1", "default"]);
  expect(traced.get("PUBLIC_URL")).toEqual([undefined, "default"]);
});

test("nothing of a secret is in what is traced, only that there is one", () => {
  const secrets = {
    DATABASE_URL: "postgres://ada:opensesame1@db.internal/tools?sslkey=opensesame1",
    REDIS_URL: "redis://:opensesame1@redis.internal",
    SECRET_KEY: `opensesame1${"x".repeat(32)}`,
    SECRET_KEYS_OLD: `opensesame1${"y".repeat(32)}`,
    METRICS_TOKEN: "opensesame1opensesame1",
    SENTRY_DSN: "https://opensesame1@sentry.example.com/1",
    ADMIN_URL: "https://console.example.com",
    OIDC_ISSUER: "https://id.example.com",
    OIDC_CLIENT_ID: "console",
    OIDC_CLIENT_SECRET: "opensesame1",
    OTEL_EXPORTER_OTLP_ENDPOINT: "https://user:opensesame1@collector.example.com",
  };
  const { settings } = loadConfig({ envFile: join(dir, "missing"), env: secrets });
  expect(JSON.stringify(settings)).not.toContain("opensesame1");
  expect(settings.filter(({ secret, isSet }) => secret && isSet)).toHaveLength(7);
});
