import { FastMCP } from "fastmcp";
import { z } from "zod";

const echo = z.object({ message: z.string() });
const server = new FastMCP({ name: "fastmcp", version: "1.0.0" });

server.addTool({
  name: "echo",
  description: "Answers with the message it was given.",
  parameters: echo,
  outputSchema: echo,
  execute: async ({ message }) => ({ content: [{ type: "text", text: message }], structuredContent: { message } }),
});

await server.start({ transportType: "httpStream", httpStream: { host: "127.0.0.1", port: Number(process.argv[2]) } });
