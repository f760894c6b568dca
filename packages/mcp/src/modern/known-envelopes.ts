import {
  CLIENT_CAPABILITIES_META_KEY,
  CLIENT_INFO_META_KEY,
  LOG_LEVEL_META_KEY,
  PROTOCOL_VERSION_META_KEY,
} from "@modelcontextprotocol/server";

const ENVELOPES_MAX = 1000;
/** Real ones have a few hundred; what is longer is validated every time rather than kept. */
const ENVELOPE_CHARACTERS_MAX = 4_000;

export interface KnownEnvelopes {
  /** Whether this `_meta` was found valid before. */
  has(meta: Readonly<Record<string, unknown>>): boolean;
  add(meta: Readonly<Record<string, unknown>>): void;
}

/**
 * A client sends the same envelope with every request, and what was valid once is valid always: the schema
 * validation, the dearest part of classifying a request, is done once a client.
 */
export function createKnownEnvelopes(): KnownEnvelopes {
  const known = new Set<string>();
  return {
    has: (meta) => known.has(keyOf(meta)),
    add(meta) {
      const key = keyOf(meta);
      if (key.length > ENVELOPE_CHARACTERS_MAX) return;
      if (known.size >= ENVELOPES_MAX) known.clear();
      known.add(key);
    },
  };
}

/** The parts that the schema looks at. In an object, since an array would make no difference between null and absent. */
function keyOf(meta: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({
    v: meta[PROTOCOL_VERSION_META_KEY],
    c: meta[CLIENT_CAPABILITIES_META_KEY],
    i: meta[CLIENT_INFO_META_KEY],
    l: meta[LOG_LEVEL_META_KEY],
  });
}
