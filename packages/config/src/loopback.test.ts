import { expect, test } from "vitest";
import { isLoopback } from "./loopback.ts";

test.for([
  "127.0.0.1",
  "127.8.9.10",
  "localhost",
  "LOCALHOST",
  "localhost.",
  "app.localhost",
  "::1",
  "[::1]",
  "0:0:0:0:0:0:0:1",
  "::ffff:127.0.0.1",
  "[::ffff:7f00:1]",
])("%s leads to this machine only", (host) => {
  expect(isLoopback(host)).toBe(true);
});

test.for([
  "0.0.0.0",
  "::",
  "192.168.0.1",
  "128.0.0.1",
  "127.0.0.1.example.com",
  "127.0.0.256",
  "localhost.example.com",
  "notlocalhost",
  "::2",
  "::ffff:10.0.0.1",
  "fe80::1%lo",
  "",
])("%s does not", (host) => {
  expect(isLoopback(host)).toBe(false);
});
