import type { IncomingMessage } from "node:http";
import { BlockList, isIPv4, isIPv6, type Socket } from "node:net";
import { isLoopback } from "@mcp-tools/config";

/** Where a request comes from, as far as it can be believed. */
export interface ClientAddress {
  /** Canonical: `192.0.2.1`, `2001:db8::1`; an IPv4 address mapped into IPv6 is the IPv4 address. `unknown` once the client has gone. */
  readonly address: string;
  /** What one client can be counted by: its IPv4 address, or the /64 in which it has every IPv6 address there is. */
  readonly network: string;
  readonly isLoopback: boolean;
}

const UNKNOWN: ClientAddress = Object.freeze({ address: "unknown", network: "unknown", isLoopback: false });
/** Of a longer list only the end is read: what trusted proxies have added stands there. */
const FORWARDED_LENGTH_MAX = 1_024;

/**
 * The peer of the connection. Where that is a trusted proxy, the last address in `X-Forwarded-For` which is none: each
 * proxy adds whom it was called by at the end, and what stands before that anybody may have written. What is no address
 * ends the search.
 */
export function createClientAddress({
  trustedProxies,
}: {
  /** Addresses, networks in CIDR notation, `loopback`. */
  readonly trustedProxies: readonly string[];
}): (req: Pick<IncomingMessage, "headers" | "socket">) => ClientAddress {
  const trusted = trustedProxies.length === 0 ? undefined : toBlockList(trustedProxies);
  const isTrusted = (address: string) => trusted?.check(address, isIPv4(address) ? "ipv4" : "ipv6") === true;
  /** By connection: it does not change, and most have more than one request. */
  const peers = new WeakMap<Socket, ClientAddress>();

  function peerOf(socket: Socket): ClientAddress {
    const known = peers.get(socket);
    if (known !== undefined) return known;
    const address = canonical(socket.remoteAddress ?? "");
    if (address === undefined) return UNKNOWN;
    const peer = describe(address);
    peers.set(socket, peer);
    return peer;
  }

  return ({ headers, socket }) => {
    const peer = peerOf(socket);
    const forwarded = headers["x-forwarded-for"];
    if (trusted === undefined || typeof forwarded !== "string" || !isTrusted(peer.address)) return peer;
    let client = peer.address;
    for (const hop of forwarded.slice(-FORWARDED_LENGTH_MAX).split(",").toReversed()) {
      const address = canonical(withoutPort(hop.trim()));
      if (address === undefined) break;
      client = address;
      if (!isTrusted(address)) break;
    }
    return client === peer.address ? peer : describe(client);
  };
}

function toBlockList(proxies: readonly string[]): BlockList {
  const list = new BlockList();
  for (const proxy of proxies.flatMap((name) => (name === "loopback" ? ["127.0.0.0/8", "::1"] : [name]))) {
    const [address = "", bits] = proxy.split("/");
    const family = isIPv4(address) ? "ipv4" : "ipv6";
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return list;
}

function describe(address: string): ClientAddress {
  const network = isIPv4(address) ? address : `${groupsOf(address).slice(0, 4).join(":")}::/64`;
  return { address, network, isLoopback: isLoopback(address) };
}

/** `192.0.2.1:5000` and `[2001:db8::1]:5000`, as some proxies write them. */
function withoutPort(hop: string): string {
  const match = /^(?:\[([0-9a-f:.]+)\]|(\d+\.\d+\.\d+\.\d+))(?::\d{1,5})?$/i.exec(hop);
  return match?.[1] ?? match?.[2] ?? hop;
}

function canonical(address: string): string | undefined {
  if (isIPv4(address)) return address;
  const bare = address.replace(/%.*$/, "");
  if (!isIPv6(bare)) return undefined;
  const name = new URL(`http://[${bare}]`).hostname.slice(1, -1);
  const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(name);
  if (mapped === null) return name;
  const [high, low] = [mapped[1], mapped[2]].map((group = "0") => Number.parseInt(group, 16));
  return [(high ?? 0) >> 8, (high ?? 0) & 255, (low ?? 0) >> 8, (low ?? 0) & 255].join(".");
}

/** The eight groups of a canonical IPv6 address. */
function groupsOf(address: string): string[] {
  const [head = "", tail] = address.split("::");
  const before = head === "" ? [] : head.split(":");
  const after = tail === undefined || tail === "" ? [] : tail.split(":");
  return [...before, ...Array.from({ length: 8 - before.length - after.length }, () => "0"), ...after];
}
