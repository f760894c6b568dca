import { expect, test } from "vitest";
import { createHostPolicy } from "./host-policy.ts";

const none = { allowedHosts: [], allowedOrigins: [] };
const local = createHostPolicy({ host: "127.0.0.1", ...none });
const open = createHostPolicy({ host: "0.0.0.0", ...none });
const named = createHostPolicy({
  host: "127.0.0.1",
  allowedHosts: ["Tools.Example.com:8443", "*.corp.example", "[fd00::1]", "10.0.0.5"],
  allowedOrigins: ["https://chat.example.com", "http://dev.example:3000/", "vscode-webview://abc"],
});

test.for([
  "localhost",
  "localhost:9090",
  "LOCALHOST:1",
  "localhost.",
  "127.0.0.1:9090",
  "127.9.9.9",
  "[::1]:9090",
  "app.localhost:9090",
])("on loopback, Host %s is ours", (host) => {
  expect(local.isAllowedHost(host)).toBe(true);
  expect(open.isAllowedHost(host)).toBe(true);
});

test.for([
  undefined,
  "",
  "evil.example.com",
  "evil.example.com:9090",
  "localhost.evil.example.com",
  "127.0.0.1.nip.io",
  "0.0.0.0:9090",
  "192.168.0.7:9090",
  "localhost:9090@evil.example.com",
  "localhost/..",
  "localhost:http",
  "[::1",
  "::1",
  "local host",
])("on loopback, Host %s is a stranger", (host) => {
  expect(local.isAllowedHost(host)).toBe(false);
});

test("where more than this machine may come, an address is fine and a stranger's name is not", () => {
  expect(open.isAllowedHost("192.168.0.7:9090")).toBe(true);
  expect(open.isAllowedHost("[fe80::1]:9090")).toBe(true);
  expect(open.isAllowedHost("evil.example.com:9090")).toBe(false);
  expect(createHostPolicy({ host: "tools.lan", ...none }).isAllowedHost("tools.lan:9090")).toBe(true);
});

test.for([
  ["tools.example.com", true],
  ["TOOLS.example.com:443", true],
  ["a.corp.example", true],
  ["a.b.corp.example:80", true],
  ["[FD00::1]:9090", true],
  ["10.0.0.5:9090", true],
  ["corp.example", false],
  ["evilcorp.example", false],
  ["sub.tools.example.com", false],
  ["10.0.0.6", false],
] as const)("with a list, Host %s: %s", ([host, allowed]) => {
  expect(named.isAllowedHost(host)).toBe(allowed);
});

test("* allows every Host that is one, and every Origin", () => {
  const all = createHostPolicy({ host: "0.0.0.0", allowedHosts: ["*"], allowedOrigins: ["*"] });
  expect(all.isAllowedHost("whatever.example.com")).toBe(true);
  expect(all.isAllowedHost("no host/at all")).toBe(false);
  expect(all.isAllowedOrigin("https://whatever.example.com")).toBe(true);
  expect(all.isAllowedOrigin("null")).toBe(true);
});

test("no Origin passes: only browsers send one", () => {
  for (const policy of [local, open, named]) expect(policy.isAllowedOrigin(undefined)).toBe(true);
});

test.for([
  [local, "http://localhost:6274", true],
  [local, "https://127.0.0.1", true],
  [local, "http://[::1]:3000", true],
  [local, "https://evil.example.com", false],
  [local, "http://localhost.evil.example.com", false],
  [local, "null", false],
  [local, "", false],
  [local, "file://", false],
  [open, "http://localhost:6274", false],
  [named, "https://chat.example.com", true],
  [named, "HTTPS://CHAT.example.com", true],
  [named, "http://chat.example.com", false],
  [named, "https://chat.example.com:444", false],
  [named, "http://dev.example:3000", true],
  [named, "vscode-webview://abc", true],
  [named, "vscode-webview://abd", false],
] as const)("%# Origin %s", ([policy, origin, allowed]) => {
  expect(policy.isAllowedOrigin(origin)).toBe(allowed);
});

test("a page that this very server has sent may come back, unless its name is a stranger's", () => {
  expect(open.isAllowedOrigin("http://192.168.0.7:9091", "192.168.0.7:9091")).toBe(true);
  expect(open.isAllowedOrigin("http://192.168.0.7:8000", "192.168.0.7:9091")).toBe(false);
  expect(open.isAllowedOrigin("http://evil.example.com:9091", "evil.example.com:9091")).toBe(false);
  expect(named.isAllowedOrigin("https://a.corp.example", "a.corp.example")).toBe(true);
});
