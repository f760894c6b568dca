import { isIPv4, isIPv6 } from "node:net";

/** Whether a bind address or host name leads to this machine only. */
export function isLoopback(host: string): boolean {
  const name = host
    .replace(/^\[(.*)\]$/, "$1")
    .replace(/\.$/, "")
    .toLowerCase();
  if (isIPv4(name)) return name.startsWith("127.");
  if (isIPv6(name)) return isLoopbackV6(name);
  return name === "localhost" || name.endsWith(".localhost");
}

function isLoopbackV6(address: string): boolean {
  const canonical = new URL(`http://[${address.replace(/%.*$/, "")}]`).hostname;
  return canonical === "[::1]" || /^\[::ffff:7f[0-9a-f]{2}:/.test(canonical);
}
