import { expect, test } from "vitest";
import { describeSettings } from "./describe-settings.ts";
import { loadConfig } from "./load-config.ts";

test("every setting is described, and only those with a default show one", () => {
  const described = describeSettings();
  expect(described.filter(({ description }) => !description.endsWith("."))).toEqual([]);
  const defaults = Object.fromEntries(described.map((setting) => [setting.name, setting.default]));
  expect(defaults).toMatchObject({
    PORT: "9090",
    DATA_DIR: "./data",
    AUDIT_SYNC: "off",
    FILES_ROOTS: undefined,
    DATABASE_URL: undefined,
  });
});

test("the defaults as described are the defaults as loaded", () => {
  const written = Object.fromEntries(describeSettings().map((setting) => [setting.name, setting.default]));
  const { settings: _, ...asWritten } = loadConfig({ env: written, envFile: "missing.env" });
  expect(loadConfig({ env: {}, envFile: "missing.env" })).toMatchObject(asWritten);
});

test("settings with a secret in them are marked", () => {
  const secret = describeSettings()
    .filter((setting) => setting.secret)
    .map(({ name }) => name);
  expect(secret).toEqual([
    "DATABASE_URL",
    "REDIS_URL",
    "SENTRY_DSN",
    "OIDC_CLIENT_SECRET",
    "METRICS_TOKEN",
    "SECRET_KEY",
    "SECRET_KEYS_OLD",
    "BACKUP_PASSPHRASE",
  ]);
});
