import { Command } from "commander";
import { expect, test } from "vitest";
import { commandIn } from "./run-cli.ts";

test.for([
  ["keys creat --name x", "mcp-tools keys"],
  ["keys create --nam x", "mcp-tools keys create"],
  ["call keys", "mcp-tools call"],
  ["--nonsense", "mcp-tools"],
  ["kyes create", "mcp-tools"],
  ["", "mcp-tools"],
] as const)("of `%s`, the help of `%s` is named", ([line, named]) => {
  const program = new Command("mcp-tools");
  program.command("call").argument("<tool>");
  program.command("keys").command("create");

  expect(commandIn(program, line.split(" "))).toBe(named);
});
