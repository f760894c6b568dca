import { createMetrics, startProcess } from "@mcp-tools/platform";
import { mcpSse } from "./service.ts";

await startProcess([mcpSse], { name: "mcp-sse", metrics: createMetrics });
