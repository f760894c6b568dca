import { expect, test } from "vitest";
import { parseStdioArgs } from "./run-stdio.ts";

test.for([
  { args: [], flags: {}, envFile: undefined },
  { args: ["--data-dir", "/d", "--log-level=warn"], flags: { DATA_DIR: "/d", LOG_LEVEL: "warn" }, envFile: undefined },
  { args: ["--settings", "/srv/.env"], flags: {}, envFile: "/srv/.env" },
])("understands $args", ({ args, flags, envFile }) => {
  expect(parseStdioArgs(args)).toEqual({ flags, envFile });
});

test.for([["--port", "1"], ["extra"], ["--data-dir"]])("leaves %s to the command line, which explains it", (args) => {
  expect(parseStdioArgs(args)).toBeUndefined();
});
