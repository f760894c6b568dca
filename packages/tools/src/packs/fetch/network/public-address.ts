import ipaddr from "ipaddr.js";

/** Azure's virtual machines reach their host's metadata and health service at this otherwise public address. */
const AZURE_HOST = "168.63.129.16";

/**
 * Whether an address belongs to a host on the open internet. Only ordinary global unicast does: no private, loopback,
 * link-local, shared, multicast, reserved or documentation range, and no IPv6 form that carries an IPv4 address inside.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address) || address === AZURE_HOST) return false;
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== "unicast") return false;
  // All that IANA has given out so far; what ipaddr.js has no name for yet is refused.
  return parsed instanceof ipaddr.IPv4 || parsed.match(ipaddr.IPv6.parse("2000::"), 3);
}
