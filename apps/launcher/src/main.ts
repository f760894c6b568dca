#!/usr/bin/env node
import { enableCompileCache } from "node:module";

enableCompileCache();

const args = process.argv.slice(2);

// A desktop client waits for the stdio server: it loads nothing that it does not need, the command line included.
if (args[0] === "stdio" && !args.some((arg) => arg === "--help" || arg === "-h")) {
  const { runStdio } = await import("./stdio/run-stdio.ts");
  await runStdio(args.slice(1));
} else {
  const { runCli } = await import("./cli/run-cli.ts");
  await runCli(args);
}
