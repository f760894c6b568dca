/** How a client is connected, wherever that is shown. */
export const connectEn = {
  client: "Client",
  other: "Other",
  where: {
    cursor: "Add this to <code>~/.cursor/mcp.json</code>, then switch the server on in Cursor Settings → MCP.",
    "claude-desktop":
      "Add this to <code>claude_desktop_config.json</code> (Settings → Developer → Edit config), then quit Claude Desktop and start it again. It needs Node.js on your computer.",
    "claude-code": "Run this in a terminal. <code>/mcp</code> in Claude Code then shows the server.",
    vscode: "Add this to <code>.vscode/mcp.json</code>, then run “MCP: List Servers” and start it.",
    codex: "Add this to <code>~/.codex/config.toml</code> and start Codex again.",
    curl: "Run this in a terminal. It makes one request, without a session.",
    typescript: "With the package <code>@modelcontextprotocol/sdk</code>.",
    other: "Streamable HTTP is at this address. A client that only knows SSE takes <code>{{sse}}</code>.",
  },
  endpoint: "Endpoint",
  endpointHelp: "Each toolset has an address of its own, with fewer tools.",
  allTools: "All tools that the key may see",
  open: "Open in {{client}}",
  placeholder: "Put your key where it says {{placeholder}}. A key is shown only once, when it is made.",
  createKey: "Create a key",
  noUrl: "MCP is not served by any known address. Start it with mcp-tools, and its configuration appears here.",
  secret: "Key",
  once: "Copy this key now. It is not shown again.",
  firstCall: {
    waiting: "Waiting for the first call",
    waitingHelp: "Ask the client to use a tool. Its call appears here by itself.",
    connected: "The client has connected from {{address}}, and has called nothing yet",
    connectedUnknown: "The client has connected, and has called nothing yet",
    seen: "First call seen",
    open: "Open the call",
  },
};
