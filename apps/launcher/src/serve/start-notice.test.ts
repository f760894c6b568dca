import { expect, test } from "vitest";
import { startNotice } from "./start-notice.ts";

const plain = { bold: (text: string) => text, dim: (text: string) => text };
const started = {
  version: "1.2.3",
  missing: [],
  mcpUrl: "http://127.0.0.1:9090",
  consoleUrl: "http://127.0.0.1:9091",
  setupPath: undefined,
  database: "/data",
  wantsKey: false,
  command: "npm start --",
};

test("names the addresses and gives a configuration that can be pasted", () => {
  const notice = startNotice(started, plain);

  for (const text of [
    "http://127.0.0.1:9090/mcp",
    "http://127.0.0.1:9090/sse",
    "http://127.0.0.1:9091",
    "/data",
    "npm start -- connect <client> --write",
  ]) {
    expect(notice).toContain(text);
  }
  const snippet = notice.split("\n").find((line) => line.trim().startsWith("{")) ?? "";
  expect(JSON.parse(snippet)).toEqual({
    mcpServers: { "mcp-tools": { type: "http", url: "http://127.0.0.1:9090/mcp" } },
  });
});

test("calls itself ready only where nothing is missing", () => {
  expect(startNotice(started, plain)).toContain("mcp-tools 1.2.3 is ready\n");
  const notice = startNotice({ ...started, missing: [{ name: "redis", reason: "It does not answer." }] }, plain);
  expect(notice).toContain("mcp-tools 1.2.3 has started, and is not ready yet:\n    redis: It does not answer.\n");
  expect(notice).not.toContain("is ready");
});

test("where keys are required it says how to make one, and where it goes", () => {
  const notice = startNotice({ ...started, wantsKey: true }, plain);
  expect(notice).toContain("npm start -- keys create --name <client>");
  const snippet = notice.split("\n").find((line) => line.trim().startsWith("{")) ?? "";
  expect(JSON.parse(snippet)).toMatchObject({
    mcpServers: { "mcp-tools": { headers: { Authorization: "Bearer <key>" } } },
  });
});

test("says how the console gets its first owner, as long as it has none", () => {
  expect(startNotice({ ...started, setupPath: "/setup?token=abc" }, plain)).toContain(
    "http://127.0.0.1:9091/setup?token=abc",
  );
  expect(startNotice(started, plain)).not.toContain("/setup");
});

test("leaves out what does not run", () => {
  expect(startNotice({ ...started, consoleUrl: undefined }, plain)).not.toContain("Console");
  expect(startNotice({ ...started, mcpUrl: undefined }, plain)).not.toContain("mcpServers");
});
