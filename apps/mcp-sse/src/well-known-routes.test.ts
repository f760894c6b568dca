import { silentLogger } from "@mcp-tools/core";
import { createProtectedResources } from "@mcp-tools/governance";
import { createHostPolicy, type Platform } from "@mcp-tools/platform";
import { expect, test } from "vitest";
import { createApp } from "./app.ts";

function appWith(issuer: string | undefined, publicUrl?: string) {
  const resources = issuer === undefined ? undefined : createProtectedResources({ publicUrl, issuer: () => issuer });
  const platform = {
    authenticator: { describeResource: (path: string, host: string) => resources?.metadata(path, host) },
    metrics: { httpEnded() {} },
    config: {},
  } as unknown as Platform;
  const hostPolicy = createHostPolicy({ host: "127.0.0.1", allowedHosts: ["tools.example.com"], allowedOrigins: [] });
  return createApp({ platform, hostPolicy, logger: silentLogger });
}

const wellKnown = "/.well-known/oauth-protected-resource";
const headers = { host: "tools.example.com", origin: "https://any.example" };

test.for(["", "/mcp", "/sse", "/mcp/docs", "/sse/docs-2"])(
  "%j is described to whoever asks, from any page",
  async (path) => {
    const app = appWith("https://id.example.com", "https://tools.example.com");
    const answer = await app.request(`${wellKnown}${path}`, { headers });
    expect(answer.status).toBe(200);
    expect(answer.headers.get("access-control-allow-origin")).toBe("*");
    expect(await answer.json()).toMatchObject({
      resource: `https://tools.example.com${path}`,
      authorization_servers: ["https://id.example.com"],
      bearer_methods_supported: ["header"],
      scopes_supported: ["tools:read", "tools:write", "tools:destructive"],
    });
  },
);

test("without a public address it is where the client found it", async () => {
  const answer = await appWith("https://id.example.com").request(`${wellKnown}/mcp`, {
    headers: { host: "127.0.0.1:9090" },
  });
  expect(await answer.json()).toMatchObject({ resource: "http://127.0.0.1:9090/mcp" });
});

test("a page may ask with headers of its own", async () => {
  const answer = await appWith("https://id.example.com").request(`${wellKnown}/mcp`, { method: "OPTIONS", headers });
  expect(answer.status).toBe(204);
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    "access-control-allow-origin": "*",
    "access-control-allow-headers": "*",
    "access-control-allow-methods": "GET, OPTIONS",
  });
});

test.for([
  `${wellKnown}/admin`,
  `${wellKnown}/mcp/`,
  `${wellKnown}/mcp/a/b`,
  `${wellKnown}/mcp/UPPER`,
  `${wellKnown}/mcp/%2e%2e`,
  "/.well-known/oauth-authorization-server",
])("%s is not there", async (path) => {
  const own = { host: "tools.example.com" };
  expect((await appWith("https://id.example.com").request(path, { headers: own })).status).toBe(404);
});

test("nothing is there without an issuer, and nothing by a Host that is not ours", async () => {
  expect((await appWith(undefined).request(`${wellKnown}/mcp`, { headers })).status).toBe(404);
  const evil = { headers: { host: "evil.example.com" } };
  expect((await appWith("https://id.example.com").request(`${wellKnown}/mcp`, evil)).status).toBe(403);
});
