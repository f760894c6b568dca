import { createSchemaMask } from "@mcp-tools/core";
import { keyPlaceholder } from "../../../components/connect/client-snippets.ts";

export const callLanguages = ["curl", "typescript", "cli"] as const;
export type CallLanguage = (typeof callLanguages)[number];

export interface SameCall {
  readonly url: string;
  /** False where whoever reaches the server may call. */
  readonly needsKey: boolean;
  readonly tool: string;
  readonly arguments: Readonly<Record<string, unknown>>;
}

const protocol = "2026-07-28";
export const secretPlaceholder = "YOUR_SECRET";

/** The call of the form as a text to run elsewhere. */
export function sameCall(language: CallLanguage, call: SameCall): string {
  return makers[language](call);
}

const makers: Readonly<Record<CallLanguage, (call: SameCall) => string>> = {
  curl({ url, needsKey, tool, arguments: input }) {
    const body = {
      jsonrpc: "2.0",
      id: 1,
      method: "tools/call",
      params: {
        name: tool,
        arguments: input,
        _meta: {
          "io.modelcontextprotocol/protocolVersion": protocol,
          "io.modelcontextprotocol/clientCapabilities": {},
          "io.modelcontextprotocol/clientInfo": { name: "curl", version: "8" },
        },
      },
    };
    const headers = [
      ...(needsKey ? [`Authorization: Bearer ${keyPlaceholder}`] : []),
      "Content-Type: application/json",
      "Accept: application/json, text/event-stream",
      `MCP-Protocol-Version: ${protocol}`,
      "Mcp-Method: tools/call",
      `Mcp-Name: ${tool}`,
    ];
    return [
      `curl -sS ${quote(url)}`,
      ...headers.map((header) => `  -H ${quote(header)}`),
      `  -d ${quote(JSON.stringify(body))}`,
    ].join(" \\\n");
  },
  typescript: ({ url, needsKey, tool, arguments: input }) =>
    [
      'import { Client } from "@modelcontextprotocol/sdk/client/index.js";',
      'import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";',
      "",
      'const client = new Client({ name: "my-app", version: "1.0.0" });',
      `const transport = new StreamableHTTPClientTransport(new URL(${JSON.stringify(url)})${needsKey ? ", {" : ");"}`,
      ...(needsKey ? [`  requestInit: { headers: { Authorization: "Bearer ${keyPlaceholder}" } },`, "});"] : []),
      "await client.connect(transport);",
      "const result = await client.callTool({",
      `  name: ${JSON.stringify(tool)},`,
      `  arguments: ${JSON.stringify(input, null, 2).replaceAll("\n", "\n  ")},`,
      "});",
    ].join("\n"),
  cli: ({ tool, arguments: input }) =>
    ["mcp-tools call", quote(tool), ...(Object.keys(input).length === 0 ? [] : [quote(JSON.stringify(input))])].join(
      " ",
    ),
};

/** Arguments with what the schema calls secret left out. */
export function withoutSecrets(value: unknown, schema: unknown): unknown {
  if (typeof schema !== "object" || schema === null) return value;
  const mask = createSchemaMask(schema as Readonly<Record<string, unknown>>, secretPlaceholder);
  return mask === undefined ? value : mask(value);
}

/** As one word of a POSIX shell. */
function quote(word: string): string {
  return /^[\w.:/@%+=-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
