import { createServer } from "node:http";
import { localhostHostValidation, localhostOriginValidation, toNodeHandler } from "@modelcontextprotocol/node";
import { createMcpHandler, McpServer } from "@modelcontextprotocol/server";
import { z } from "zod";

const validateHost = localhostHostValidation();
const validateOrigin = localhostOriginValidation();

const handler = toNodeHandler(
  createMcpHandler(() => {
    const server = new McpServer({ name: "sdk-v2", version: "1.0.0" });
    server.registerTool(
      "echo",
      {
        description: "Answers with the message it was given.",
        inputSchema: z.object({ message: z.string() }),
        outputSchema: z.object({ message: z.string() }),
      },
      ({ message }) => ({ content: [{ type: "text", text: message }], structuredContent: { message } }),
    );
    return server;
  }),
);

createServer((req, res) => {
  if (req.url !== "/mcp") return void res.writeHead(404).end();
  if (!validateHost(req, res) || !validateOrigin(req, res)) return;
  void handler(req as Parameters<typeof handler>[0], res);
}).listen(Number(process.argv[2]), "127.0.0.1");
