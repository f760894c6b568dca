import module from "node:module";
import { openEarlyAnswer } from "@mcp-tools/mcp/early-answer";
import { takeStdout } from "@mcp-tools/mcp/take-stdout";
import { requireNode } from "@mcp-tools/platform/require-node";
import manifest from "../package.json" with { type: "json" };

requireNode();
module.enableCompileCache();

// Before anything that may print.
const stdout = takeStdout();
// The client waits for this answer; everything else is loaded behind it.
const early = openEarlyAnswer({ stdin: process.stdin, stdout, version: manifest.version });
await early.looked;
await (await import("./start.ts")).start({ ...early, stdout });
// It returns only where the settings are wrong, and then an open stdin would keep the process.
process.exit();
