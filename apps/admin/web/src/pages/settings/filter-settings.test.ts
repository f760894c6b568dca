import { expect, test } from "vitest";
import type { SettingView } from "../../../../src/contract/settings.ts";
import { filterSettings } from "./filter-settings.ts";

const setting = (change: Partial<SettingView>): SettingView => ({
  name: "PORT",
  description: "Port of MCP.",
  isSet: true,
  secret: false,
  source: "default",
  ...change,
});
const settings = [
  setting({ value: "9090" }),
  setting({ name: "ADMIN_PORT", description: "Port of the console.", value: "7000", source: "flag" }),
  setting({ name: "SECRET_KEY", description: "Key for what is signed.", secret: true, source: "environment" }),
];
const names = (search: Parameters<typeof filterSettings>[1]) =>
  filterSettings(settings, search).map(({ name }) => name);

test.for([
  [{}, ["PORT", "ADMIN_PORT", "SECRET_KEY"]],
  [{ q: "port" }, ["PORT", "ADMIN_PORT"]],
  [{ q: " Console  PORT " }, ["ADMIN_PORT"]],
  [{ q: "9090" }, ["PORT"]],
  [{ set: "only" }, ["ADMIN_PORT", "SECRET_KEY"]],
  [{ q: "port", set: "only" }, ["ADMIN_PORT"]],
] as const)("%j finds %j", ([search, found]) => {
  expect(names(search)).toEqual(found);
});
