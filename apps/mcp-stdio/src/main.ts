import { enableCompileCache } from "node:module";

enableCompileCache();

const [{ createNoMetrics, startProcess }, { mcpStdio }] = await Promise.all([import("@mcp-tools/platform"), import("./service.ts")]);
await startProcess([mcpStdio], { name: "mcp-stdio", metrics: createNoMetrics });
