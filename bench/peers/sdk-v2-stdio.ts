import { McpServer } from "@modelcontextprotocol/server";
import { serveStdio } from "@modelcontextprotocol/server/stdio";
import { z } from "zod";

const echo = z.object({ message: z.string() });

serveStdio(() => {
  const server = new McpServer({ name: "sdk-v2-stdio", version: "1.0.0" });
  server.registerTool(
    "echo",
    { description: "Answers with the message it was given.", inputSchema: echo, outputSchema: echo },
    ({ message }) => ({
      content: [{ type: "text", text: message }],
      structuredContent: { message },
    }),
  );
  return server;
});
