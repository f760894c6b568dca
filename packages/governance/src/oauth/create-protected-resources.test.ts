import { expect, test } from "vitest";
import { createChallenges } from "../authenticate/create-challenges.ts";
import { createProtectedResources } from "./create-protected-resources.ts";

const issuer = () => "https://id.example.com";

test("each endpoint is a resource of its own, below what clients see in front of us", () => {
  const resources = createProtectedResources({ publicUrl: "https://tools.example.com/base", issuer });
  expect(resources.metadata("/mcp", "ignored")).toEqual({
    resource: "https://tools.example.com/base/mcp",
    authorization_servers: [issuer()],
    scopes_supported: ["tools:read", "tools:write", "tools:destructive"],
    bearer_methods_supported: ["header"],
    resource_name: "mcp-tools",
  });
  expect(resources.metadata("", undefined).resource).toBe("https://tools.example.com/base");
  expect(resources.metadataUrl("/messages", undefined)).toBe(
    "https://tools.example.com/base/.well-known/oauth-protected-resource/sse",
  );
  expect(resources.audience("/mcp/docs")).toBe("https://tools.example.com/base/mcp/docs");
});

test("without a public address the client's Host is where it is, but no audience and no way into a header", () => {
  const resources = createProtectedResources({ publicUrl: undefined, issuer });
  expect(resources.uri("/sse", "127.0.0.1:9090")).toBe("http://127.0.0.1:9090/sse");
  expect(resources.audience("/sse")).toBeUndefined();
  const { headers } = createChallenges(resources).missing({
    headers: { host: 'x"\r\nset-cookie: a=b; \\' },
    rawHeaders: [],
    path: "/mcp",
    query: "",
    transport: "http",
  });
  expect(headers["www-authenticate"]).toBe(
    'Bearer scope="tools:read tools:write tools:destructive", resource_metadata="http://xset-cookie: a=b; /.well-known/oauth-protected-resource/mcp"',
  );
});
