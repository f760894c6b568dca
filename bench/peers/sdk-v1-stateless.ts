import { createServer } from "node:http";
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import { z } from "zod";

function createEchoServer(): McpServer {
  const server = new McpServer({ name: "sdk-v1-stateless", version: "1.0.0" });
  server.registerTool(
    "echo",
    {
      description: "Answers with the message it was given.",
      inputSchema: { message: z.string() },
      outputSchema: { message: z.string() },
    },
    ({ message }) => ({ content: [{ type: "text", text: message }], structuredContent: { message } }),
  );
  return server;
}

createServer(async (req, res) => {
  if (req.url !== "/mcp") return void res.writeHead(404).end();
  if (req.method !== "POST") return void res.writeHead(405).end();
  const server = createEchoServer();
  const transport = new StreamableHTTPServerTransport({});
  res.on("close", () => {
    void transport.close();
    void server.close();
  });
  await server.connect(transport);
  await transport.handleRequest(req, res);
}).listen(Number(process.argv[2]), "127.0.0.1");
