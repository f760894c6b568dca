import { serve } from "@hono/node-server";
import { Hono } from "hono";

/** The ceiling: the same bytes in and out, and no protocol in between. */
const app = new Hono();

app.post("/mcp", async (c) => {
  const { id, method, params } = await c.req.json();
  if (method !== "tools/call") return c.json({ result: {}, jsonrpc: "2.0", id });
  const { message } = params.arguments;
  const result = { content: [{ type: "text", text: message }], structuredContent: { message } };
  if (c.req.header("mcp-method") === undefined) return c.json({ result, jsonrpc: "2.0", id });
  const modern = {
    resultType: "complete",
    _meta: { "io.modelcontextprotocol/serverInfo": { name: "hono", version: "1.0.0" } },
  };
  return c.json({ result: { ...result, ...modern }, jsonrpc: "2.0", id });
});

serve({ fetch: app.fetch, hostname: "127.0.0.1", port: Number(process.argv[2]) });
