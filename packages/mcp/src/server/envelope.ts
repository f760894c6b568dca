import {
  CLIENT_CAPABILITIES_META_KEY,
  CLIENT_INFO_META_KEY,
  PROTOCOL_VERSION_META_KEY,
  type ClientCapabilities,
  type ServerContext,
} from "@modelcontextprotocol/server";

/** What a 2026-07-28 request says of its client in `_meta`; undefined for a legacy request. Validated before dispatch. */
export function envelopeOf(
  ctx: ServerContext,
): { protocolVersion: string; capabilities: ClientCapabilities; clientName: string | undefined } | undefined {
  // The SDK's type has the keys of the specification's schema file, not those of the wire.
  const envelope = ctx.mcpReq.envelope as Record<string, unknown> | undefined;
  if (envelope === undefined) return undefined;
  // On a legacy connection nobody has validated an envelope that comes all the same.
  const info = envelope[CLIENT_INFO_META_KEY] as { name: string; version: string } | null | undefined;
  return {
    protocolVersion: String(envelope[PROTOCOL_VERSION_META_KEY]),
    capabilities: envelope[CLIENT_CAPABILITIES_META_KEY] ?? {},
    clientName: info === undefined || info === null ? undefined : clientNameOf(info),
  };
}

export function clientNameOf({ name, version }: { name: string; version: string }): string {
  return `${name}/${version}`.slice(0, 200);
}
