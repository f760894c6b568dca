import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import { z } from "zod";

const echo = { message: z.string() };
const server = new McpServer({ name: "sdk-v1-stdio", version: "1.0.0" });

server.registerTool(
  "echo",
  { description: "Answers with the message it was given.", inputSchema: echo, outputSchema: echo },
  ({ message }) => ({
    content: [{ type: "text", text: message }],
    structuredContent: { message },
  }),
);

await server.connect(new StdioServerTransport());
