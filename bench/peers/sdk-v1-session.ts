import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import { z } from "zod";

const echo = { message: z.string() };
const transports = new Map<string, StreamableHTTPServerTransport>();

function createEchoServer(): McpServer {
  const server = new McpServer({ name: "sdk-v1-session", version: "1.0.0" });
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

async function openSession(): Promise<StreamableHTTPServerTransport> {
  const transport = new StreamableHTTPServerTransport({
    sessionIdGenerator: () => randomUUID(),
    onsessioninitialized: (sessionId) => {
      transports.set(sessionId, transport);
    },
    onsessionclosed: (sessionId) => {
      transports.delete(sessionId);
    },
  });
  const server = createEchoServer();
  await server.connect(transport);
  return transport;
}

createServer(async (req, res) => {
  if (req.url !== "/mcp") return void res.writeHead(404).end();
  const sessionId = req.headers["mcp-session-id"];
  const transport = typeof sessionId === "string" ? transports.get(sessionId) : await openSession();
  if (transport === undefined) return void res.writeHead(404).end();
  await transport.handleRequest(req, res);
}).listen(Number(process.argv[2]), "127.0.0.1");
