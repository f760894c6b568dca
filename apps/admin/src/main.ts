import { createMetrics, startProcess } from "@mcp-tools/platform";
import { admin } from "./service.ts";

await startProcess([admin], { name: "admin", metrics: createMetrics });
