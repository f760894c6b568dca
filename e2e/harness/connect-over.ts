import { SSEClientTransport } from "@modelcontextprotocol/sdk/client/sse.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { connectV1 } from "./connect-v1.ts";
import type { TestClient } from "./test-client.ts";

/** An unmodified client of SDK v1 over one of its HTTP transports, with a key where one is needed. */
export function connectOver(path: "/mcp" | "/sse", url: string, key?: string): Promise<TestClient> {
  const requestInit = { headers: key === undefined ? {} : { authorization: `Bearer ${key}` } };
  const at = new URL(url + path);
  const transport =
    path === "/mcp"
      ? new StreamableHTTPClientTransport(at, { requestInit })
      : new SSEClientTransport(at, {
          requestInit,
          eventSourceInit: {
            fetch: (to, init) =>
              fetch(to, { ...init, headers: { ...(init?.headers as Record<string, string>), ...requestInit.headers } }),
          },
        });
  return connectV1(transport);
}
