import { createHash } from "node:crypto";
import type { DerivedKey, DerivedKeys } from "@mcp-tools/core";

/** Keys as the platform derives them: the first secret's is the current one. */
export function createTestKeys(secrets: readonly [string, ...string[]], isLasting = true): DerivedKeys {
  const [current, ...old] = secrets;
  const first = deriveTestKey(current);
  return { current: first, all: [first, ...old.map(deriveTestKey)], isLasting };
}

function deriveTestKey(secret: string): DerivedKey {
  const key = new Uint8Array(createHash("sha256").update(secret).digest());
  return { id: createHash("sha256").update(key).digest("hex").slice(0, 12), key };
}
