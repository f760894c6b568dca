import { useState } from "react";
import type { Key } from "../../../../src/contract/keys.ts";
import { api, parseResponse, troubleOf } from "../../api/client.ts";
import { useVerb } from "../../api/use-verb.ts";

const lifetimeMs = 90 * 86_400_000;
const attempts = 20;

export interface FirstKey {
  readonly key: Key;
  readonly secret: string;
}

/** Makes a key for the first client. It sees everything and belongs to no person, so that its calls can be approved here. */
export function useFirstKey(onMade: (key: Key) => void) {
  const [made, setMade] = useState<FirstKey>();
  const verb = useVerb({
    run: createUnderFreeName,
    changes: [["keys"]],
    onDone(first) {
      setMade(first);
      onMade(first.key);
    },
  });
  return { made, make: () => verb.mutate(), isBusy: verb.isPending };
}

async function createUnderFreeName(): Promise<FirstKey> {
  const expiresAt = Date.now() + lifetimeMs;
  for (let number = 1; ; number++) {
    const name = number === 1 ? "first-client" : `first-client-${number}`;
    try {
      return await parseResponse(api.keys.$post({ json: { name, expiresAt } }));
    } catch (error) {
      if (troubleOf(error).status !== 409 || number === attempts) throw error;
    }
  }
}
