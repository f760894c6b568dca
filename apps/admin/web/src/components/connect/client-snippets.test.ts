import { expect, test } from "vitest";
import { clientNames, clientSnippet, endpointOf, type Connection } from "./client-snippets.ts";

const open: Connection = { url: "http://127.0.0.1:9090/mcp", name: "mcp-tools", key: undefined };
const keyed: Connection = { ...open, key: "mcpt_k7Q2xW9pSecret" };

test.for(clientNames)("%s gets the address, and the key where there is one", (client) => {
  const { text } = clientSnippet(client, keyed);
  expect(text).toContain(keyed.url);
  expect(text).toContain(`Bearer ${keyed.key}`);
  expect(clientSnippet(client, open).text).not.toMatch(/bearer|header.*authorization/i);
});

test.for(["cursor", "claude-desktop", "vscode"] as const)("what %s is given is JSON", (client) => {
  const file = JSON.parse(clientSnippet(client, keyed).text) as Record<string, Record<string, unknown>>;
  const [servers = {}] = Object.values(file);
  expect(Object.keys(servers)).toEqual(["mcp-tools"]);
});

test("a link that opens a client carries the same server", () => {
  const cursor = new URL(clientSnippet("cursor", keyed).link ?? "");
  expect(JSON.parse(atob(cursor.searchParams.get("config") ?? ""))).toEqual({
    url: keyed.url,
    headers: { Authorization: `Bearer ${keyed.key}` },
  });
  const vscode = clientSnippet("vscode", keyed).link ?? "";
  expect(JSON.parse(decodeURIComponent(vscode.split("?")[1] ?? ""))).toMatchObject({ name: "mcp-tools", type: "http" });
});

test("a shell sees one word, whatever is in it", () => {
  const call = { tool: "fetch", arguments: { text: "it's $HOME `id`" } };
  const { text } = clientSnippet("curl", { ...keyed, call });
  expect(text).toContain(`it'\\''s $HOME \`id\``);
  expect(text).toContain("Mcp-Name: fetch");
  expect(clientSnippet("curl", keyed).text).toContain("tools/list");
});

test("Claude Desktop's bridge is told that another host may be reached without TLS", () => {
  expect(clientSnippet("claude-desktop", keyed).text).not.toContain("--allow-http");
  expect(clientSnippet("claude-desktop", { ...keyed, url: "http://tools.lan:9090/mcp" }).text).toContain(
    "--allow-http",
  );
});

test.for([
  ["http://a:1", undefined, "mcp", "http://a:1/mcp"],
  ["http://a:1/", "support", "mcp", "http://a:1/mcp/support"],
  ["https://a/tools/", "x", "sse", "https://a/tools/sse/x"],
] as const)("the endpoint of %s, toolset %s, %s is %s", ([base, toolset, kind, expected]) => {
  expect(endpointOf(base, toolset, kind)).toBe(expected);
});
