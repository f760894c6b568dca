import { ConfigError } from "@mcp-tools/config";
import { AppError } from "@mcp-tools/core";
import { CommanderError } from "commander";
import { expect, test } from "vitest";
import { collectOutput } from "../testing/collect-output.ts";
import { reportFailure } from "./report-failure.ts";

test.for([
  { what: "help that was asked for", error: new CommanderError(0, "commander.help", "(help)"), code: 0, noted: /^$/ },
  {
    what: "an unknown option",
    error: new CommanderError(1, "commander.unknownOption", "error"),
    code: 64,
    noted: /--help/,
  },
  { what: "arguments that do not fit", error: new AppError("invalid_input", "no JSON"), code: 64, noted: /^no JSON$/ },
  {
    what: "settings, all of them at once",
    error: new ConfigError(["PORT: x", "HOST: y"]),
    code: 78,
    noted: /PORT: x\n.*HOST: y/,
  },
  {
    what: "a setting whose use told that it is wrong",
    error: new AppError("invalid_input", "TOOLS_DIR: gone", { detail: { setting: "TOOLS_DIR" } }),
    code: 78,
    noted: /^TOOLS_DIR: gone$/,
  },
  {
    what: "a database that is down",
    error: new AppError("unavailable", "no database"),
    code: 1,
    noted: /^no database$/,
  },
  { what: "a fault, with where it happened", error: new TypeError("oops"), code: 1, noted: /oops\n +at / },
])("$what ends with $code", ({ error, code, noted: expected }) => {
  const { output, noted, printed } = collectOutput();

  expect(reportFailure(error, output)).toBe(code);
  expect(noted()).toMatch(expected);
  expect(printed()).toBe("");
});
