import { isIP } from "node:net";
import { isLoopback } from "@mcp-tools/config";
import { rememberLast } from "@mcp-tools/core";

export interface HostPolicyOptions {
  /** The address that is listened on. */
  readonly host: string;
  /** `name`, `*.name` or `*`; a port is ignored. */
  readonly allowedHosts: readonly string[];
  /** `scheme://name[:port]`, or `*`. */
  readonly allowedOrigins: readonly string[];
}

/** Plain functions, for Node's requests as well as Hono's. */
export interface HostPolicy {
  readonly isAllowedHost: (hostHeader: string | undefined) => boolean;
  /** Given the request's `Host` as well, a page served from this very host is let in. */
  readonly isAllowedOrigin: (originHeader: string | undefined, hostHeader?: string) => boolean;
}

/**
 * Against DNS rebinding: a stranger's page whose name suddenly leads here still sends its own name as `Host`. So only
 * names that are ours are served; an address cannot be rebound, and is served where more than this machine is. A browser
 * also names the page that asks: `Origin` has to be ours too, while programs, which send none, pass.
 */
export function createHostPolicy({ host, allowedHosts, allowedOrigins }: HostPolicyOptions): HostPolicy {
  const isLocal = isLoopback(host);
  const hosts = new Set(allowedHosts.map((entry) => hostnameOf(entry) ?? entry));
  const suffixes = [...hosts].filter((name) => name.startsWith("*.")).map((name) => name.slice(1));
  const origins = new Set(allowedOrigins.map((origin) => origin.toLowerCase().replace(/\/$/, "")));
  hosts.add(hostnameOf(host.includes(":") ? `[${host.replace(/^\[|\]$/g, "")}]` : host) ?? host);

  function isAllowedHost(header: string | undefined): boolean {
    const name = header === undefined ? undefined : hostnameOf(header);
    if (name === undefined) return false;
    if (isLoopback(name) || hosts.has("*") || hosts.has(name)) return true;
    return (!isLocal && isIP(name) !== 0) || suffixes.some((suffix) => name.endsWith(suffix));
  }

  function isAllowedOrigin(header: string | undefined, hostHeader?: string): boolean {
    if (header === undefined || origins.has("*")) return true;
    const origin = header.toLowerCase();
    if (origins.has(origin)) return true;
    const place = /^https?:\/\/([^/]+)$/.exec(origin)?.[1];
    if (place === undefined) return false;
    if (isLocal && isLoopback(hostnameOf(place) ?? "")) return true;
    return place === hostHeader?.toLowerCase() && isAllowedHost(hostHeader);
  }

  return { isAllowedHost: rememberLast(isAllowedHost), isAllowedOrigin };
}

/** `Tools.Example.com:443` → `tools.example.com`, `[::1]:80` → `::1`; undefined when it is no host at all. */
function hostnameOf(header: string): string | undefined {
  const match = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9_.*-]+))(?::\d{0,5})?$/i.exec(header.trim());
  return (match?.[1] ?? match?.[2])?.toLowerCase().replace(/\.$/, "");
}
