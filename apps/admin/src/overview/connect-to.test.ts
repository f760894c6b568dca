import { loadConfig } from "@mcp-tools/config";
import { expect, test } from "vitest";
import { connectTo } from "./connect-to.ts";

test.for([
  [{}, { url: "http://127.0.0.1:9090", requiresKey: false }],
  [{ HOST: "::1" }, { url: "http://[::1]:9090", requiresKey: false }],
  [{ AUTH: "keys" }, { url: "http://127.0.0.1:9090", requiresKey: true }],
  [
    { HOST: "0.0.0.0", ADMIN_HOST: "127.0.0.1" },
    { port: 9090, requiresKey: true },
  ],
  [
    { AUTH: "off", PUBLIC_URL: "https://tools.example.com" },
    { url: "https://tools.example.com", requiresKey: false },
  ],
  [{ PORT: "0" }, { requiresKey: false }],
] as const)("with %j clients are sent to %j", ([env, expected]) => {
  expect(connectTo(loadConfig({ env, envFile: "/nowhere" }))).toEqual(expected);
});
