import { createServer } from "node:http";
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { SSEServerTransport } from "@modelcontextprotocol/sdk/server/sse.js";
import { z } from "zod";

const echo = { message: z.string() };
const transports = new Map<string, SSEServerTransport>();

function createEchoServer(): McpServer {
  const server = new McpServer({ name: "sdk-v1-sse", version: "1.0.0" });
  server.registerTool(
    "echo",
    { description: "Answers with the message it was given.", inputSchema: echo, outputSchema: echo },
    ({ message }) => ({
      content: [{ type: "text", text: message }],
      structuredContent: { message },
    }),
  );
  return server;
}

createServer(async (req, res) => {
  const url = new URL(req.url ?? "/", "http://127.0.0.1");
  if (url.pathname === "/sse") {
    const transport = new SSEServerTransport("/messages", res);
    transports.set(transport.sessionId, transport);
    res.on("close", () => transports.delete(transport.sessionId));
    await createEchoServer().connect(transport);
    return;
  }
  const transport = transports.get(url.searchParams.get("sessionId") ?? "");
  if (url.pathname !== "/messages" || transport === undefined) return void res.writeHead(404).end();
  await transport.handlePostMessage(req, res);
}).listen(Number(process.argv[2]), "127.0.0.1");
