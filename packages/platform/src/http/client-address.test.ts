import type { Socket } from "node:net";
import { expect, test } from "vitest";
import { createClientAddress } from "./client-address.ts";

function addressOf(remoteAddress: string | undefined, forwarded?: string, trustedProxies: string[] = []) {
  const headers = forwarded === undefined ? {} : { "x-forwarded-for": forwarded };
  return createClientAddress({ trustedProxies })({ headers, socket: { remoteAddress } as Socket });
}

test.for([
  ["192.0.2.1", "192.0.2.1", "192.0.2.1", false],
  ["::ffff:192.0.2.1", "192.0.2.1", "192.0.2.1", false],
  ["::FFFF:C000:0201", "192.0.2.1", "192.0.2.1", false],
  ["127.0.0.1", "127.0.0.1", "127.0.0.1", true],
  ["::ffff:127.0.0.1", "127.0.0.1", "127.0.0.1", true],
  ["::1", "::1", "0:0:0:0::/64", true],
  ["2001:DB8:0:1:2:3:4:5", "2001:db8:0:1:2:3:4:5", "2001:db8:0:1::/64", false],
  ["2001:db8::1", "2001:db8::1", "2001:db8:0:0::/64", false],
  ["fe80::1%eth0", "fe80::1", "fe80:0:0:0::/64", false],
  ["1::", "1::", "1:0:0:0::/64", false],
] as const)("a connection from %s is from %s, in %s", ([remote, address, network, isLoopback]) => {
  expect(addressOf(remote)).toEqual({ address, network, isLoopback });
});

test("a client that has gone is unknown", () => {
  expect(addressOf(undefined)).toEqual({ address: "unknown", network: "unknown", isLoopback: false });
});

test("without trusted proxies nobody is believed about where they come from", () => {
  expect(addressOf("192.0.2.1", "127.0.0.1").address).toBe("192.0.2.1");
  expect(addressOf("127.0.0.1", "192.0.2.1").address).toBe("127.0.0.1");
});

test("a stranger is not believed, even where a proxy would be", () => {
  expect(addressOf("192.0.2.1", "127.0.0.1", ["10.0.0.0/8"]).address).toBe("192.0.2.1");
});

test.for([
  ["10.0.0.1", "203.0.113.9", "203.0.113.9"],
  // What the client wrote itself stands in front.
  ["10.0.0.1", "127.0.0.1, 203.0.113.9", "203.0.113.9"],
  ["10.0.0.1", "127.0.0.1, 203.0.113.9, 10.0.0.7", "203.0.113.9"],
  ["10.0.0.1", "10.0.0.9,10.0.0.7", "10.0.0.9"],
  ["::ffff:10.0.0.1", "::ffff:203.0.113.9", "203.0.113.9"],
  ["::1", " 2001:DB8::9 ", "2001:db8::9"],
  ["127.0.0.1", "203.0.113.9:4711", "203.0.113.9"],
  ["fd00::1", "[2001:db8::9]:4711", "2001:db8::9"],
  ["192.0.2.7", "203.0.113.9", "203.0.113.9"],
  ["10.0.0.1", "", "10.0.0.1"],
] as const)("from the proxy %s with X-Forwarded-For %j it is %s", ([remote, forwarded, address]) => {
  expect(addressOf(remote, forwarded, ["10.0.0.0/8", "fd00::/8", "loopback", "192.0.2.7"]).address).toBe(address);
});

test.for([
  "unknown",
  "_hidden",
  "1.2.3",
  "01.2.3.4",
  "203.0.113.9\r\nX-Evil: 1",
  "<script>",
  "203.0.113.9;x",
  "a".repeat(9000),
])("%j is no address, and what stands before it is not looked at", (garbage) => {
  expect(addressOf("10.0.0.1", `203.0.113.1, ${garbage}, 10.0.0.2`, ["10.0.0.0/8"]).address).toBe("10.0.0.2");
  expect(addressOf("10.0.0.1", garbage, ["10.0.0.0/8"]).address).toBe("10.0.0.1");
});
