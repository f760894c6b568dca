#!/usr/bin/env node
import module from "node:module";
import { requireNode } from "@mcp-tools/platform/require-node";

requireNode();
module.enableCompileCache();

const args = process.argv.slice(2);

// A client waits for the stdio server: it loads nothing that it does not need, the command line included.
const isServed = args[0] === "stdio" && (await (await import("./stdio/run-stdio.ts")).runStdio(args.slice(1)));
if (!isServed) await (await import("./cli/run-cli.ts")).runCli(args);
