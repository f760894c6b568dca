import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { createMcpHandler } from "mcp-handler";
import { z } from "zod";

const handler = createMcpHandler(
  (server) => {
    server.registerTool(
      "echo",
      {
        description: "Answers with the message it was given.",
        inputSchema: z.object({ message: z.string() }),
        outputSchema: z.object({ message: z.string() }),
      },
      ({ message }) => ({ content: [{ type: "text", text: message }], structuredContent: { message } }),
    );
  },
  { serverInfo: { name: "mcp-handler", version: "1.0.0" } },
);

const app = new Hono();
app.all("/mcp", (c) => handler(c.req.raw));

serve({ fetch: app.fetch, hostname: "127.0.0.1", port: Number(process.argv[2]) });
