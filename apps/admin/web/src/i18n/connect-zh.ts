import type { connectEn } from "./connect-en.ts";

export const connectZh: typeof connectEn = {
  client: "客户端",
  other: "其他",
  where: {
    cursor: "把下面的内容加入 <code>~/.cursor/mcp.json</code>，然后在 Cursor Settings → MCP 中启用它。",
    "claude-desktop":
      "把下面的内容加入 <code>claude_desktop_config.json</code>（Settings → Developer → Edit config），然后退出并重新启动 Claude Desktop。电脑上需要装有 Node.js。",
    "claude-code": "在终端中运行。之后在 Claude Code 中输入 <code>/mcp</code> 即可看到它。",
    vscode: "把下面的内容加入 <code>.vscode/mcp.json</code>，然后运行“MCP: List Servers”并启动它。",
    codex: "把下面的内容加入 <code>~/.codex/config.toml</code>，然后重新启动 Codex。",
    curl: "在终端中运行。它只发出一次请求，不建立会话。",
    typescript: "使用 <code>@modelcontextprotocol/sdk</code> 这个包。",
    other: "这是 Streamable HTTP 的地址。只支持 SSE 的客户端请用 <code>{{sse}}</code>。",
  },
  endpoint: "入口",
  endpointHelp: "每个工具集都有自己的地址，工具更少。",
  allTools: "密钥可见的全部工具",
  open: "在 {{client}} 中打开",
  placeholder: "把 {{placeholder}} 换成你的密钥。密钥只在创建时显示一次。",
  createKey: "创建密钥",
  noUrl: "目前没有已知的 MCP 地址。用 mcp-tools 启动服务后，配置会显示在这里。",
  secret: "密钥",
  once: "请现在复制这个密钥，之后不会再显示。",
  firstCall: {
    waiting: "正在等待第一次调用",
    waitingHelp: "让客户端使用某个工具，它的调用会自动出现在这里。",
    connected: "客户端已从 {{address}} 连接，还没有调用任何工具",
    connectedUnknown: "客户端已连接，还没有调用任何工具",
    seen: "已收到第一次调用",
    open: "打开这次调用",
  },
};
