import type { Command } from "commander";
import { createActions } from "./create-actions.ts";
import { createProgram } from "./create-program.ts";
import { findInstallation } from "./installation.ts";
import { createOutput } from "./output.ts";
import { reportFailure } from "./report-failure.ts";
import { signalCode } from "./stop-signal.ts";

/**
 * Runs one command line, and ends the process: a tool that does not stop when it is told to, or a timer that somebody forgot,
 * must not keep the shell waiting.
 */
export async function runCli(args: readonly string[]): Promise<void> {
  const output = createOutput();
  const installation = findInstallation();
  const program = createProgram(createActions(output, installation), installation.version);
  try {
    refuseUnknownCommand(program, args);
    await program.parseAsync([...args], { from: "user" });
  } catch (error) {
    process.exitCode = reportFailure(error, output, commandIn(program, args));
  }
  await Promise.all([process.stdout, process.stderr].map(flushed));
  process.exit(signalCode() ?? process.exitCode);
}

function flushed(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => stream.write("", () => resolve()));
}

/** As far as it was understood: `mcp-tools keys` of `keys creat`. */
export function commandIn(program: Command, args: readonly string[]): string {
  const names = [program.name()];
  let command: Command | undefined = program;
  for (const word of args) {
    command = command.commands.find((candidate) => candidate.name() === word);
    if (command === undefined) break;
    names.push(word);
  }
  return names.join(" ");
}

/** The default command would take a mistyped name for an argument of its own. */
function refuseUnknownCommand(program: Command, [first]: readonly string[]): void {
  if (first === undefined || first.startsWith("-")) return;
  const names = program.commands.map((command) => command.name());
  if (!names.includes(first))
    program.error(`error: there is no command '${first}'. The commands: ${names.join(", ")}.`);
}
