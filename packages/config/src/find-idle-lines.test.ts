import { expect, test } from "vitest";
import { findIdleLines } from "./find-idle-lines.ts";
import { settingNames } from "./read-settings.ts";

const find = (text: string) => findIdleLines(text, settingNames());

test("settings, comments, blanks and values of several lines are not idle", () => {
  const text = [
    "# a comment, PROT=1",
    "",
    "export PORT = 9090 ",
    'SECRET_KEY="one',
    "TWO=2",
    'three"',
    "METRICS_TOKEN='a' # with an unpaired \"",
    'SENTRY_ENVIRONMENT="never closed',
    "HOST=127.0.0.1\r",
  ];
  expect(find(text.join("\n"))).toEqual([]);
});

test.for([
  ["ADMIN PORT=19441", "ADMIN PORT", "ADMIN_PORT"],
  ["admin_port=19441", "admin_port", "ADMIN_PORT"],
  ["TOOL_DIR=./tools", "TOOL_DIR", "TOOLS_DIR"],
  ["PROT=9090", "PROT", "PORT"],
  ["DATABASE_URI=postgres://app:hunter2@db/x", "DATABASE_URI", "DATABASE_URL"],
  ["NODE_ENV=production", "NODE_ENV", undefined],
  ["PORT 9090", undefined, undefined],
  ["hunter2", undefined, undefined],
  ["c2VjcmV0IGtleQ==", undefined, undefined],
] as const)("%s is idle: %s, probably %s", ([line, name, meant]) => {
  expect(find(`HOST=127.0.0.1\n${line}\nPORT=1`)).toEqual([{ line: 2, name, meant }]);
});
