import { enableCompileCache } from "node:module";
import { openEarlyAnswer } from "@mcp-tools/mcp/early-answer";
import manifest from "../package.json" with { type: "json" };

enableCompileCache();

// The client waits for this answer; everything else is loaded behind it.
const early = openEarlyAnswer({ stdin: process.stdin, stdout: process.stdout, version: manifest.version });
await early.looked;
await (await import("./start.ts")).start(early);
// It returns only where the settings are wrong, and then an open stdin would keep the process.
process.exit();
