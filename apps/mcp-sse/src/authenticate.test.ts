import { localPrincipal } from "@mcp-tools/core";
import { expect, test } from "vitest";
import { createAuthenticate } from "./authenticate.ts";

type Parts = Parameters<typeof createAuthenticate>[0];

const withSettings = (auth: string, host: string) =>
  createAuthenticate({ http: { host }, access: { auth } } as unknown as Parts);

test.for([
  ["auto", "127.0.0.1"],
  ["auto", "::1"],
  ["auto", "localhost"],
  ["off", "0.0.0.0"],
] as const)("AUTH=%s on %s is open to whoever is let in", ([auth, host]) => {
  expect(withSettings(auth, host)({})).toBe(localPrincipal);
});

test.for([
  ["auto", "0.0.0.0"],
  ["auto", "::"],
  ["auto", "tools.example.com"],
  ["auto", "192.168.1.5"],
  ["keys", "127.0.0.1"],
] as const)("AUTH=%s on %s lets in nobody without a credential", ([auth, host]) => {
  expect(withSettings(auth, host)({})).toBeUndefined();
  expect(withSettings(auth, host)({ authorization: "Bearer anything" })).toBeUndefined();
});
