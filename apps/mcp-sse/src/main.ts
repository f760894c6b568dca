import { main } from "@mcp-tools/platform";
import { mcpSse } from "./service.ts";

await main([mcpSse]);
