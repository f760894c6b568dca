import { api, parseResponse } from "../../api/client.ts";
import { useVerb } from "../../api/use-verb.ts";
import type { Credential } from "../../../../src/contract/credentials.ts";

interface NewCredential {
  readonly name: string;
  readonly principalId: string | undefined;
  readonly value: string;
}

/** Stores a secret, or replaces it; the form shows what goes wrong. */
export function useSetCredential(onDone: (stored: Credential) => void) {
  return useVerb({
    run: ({ name, principalId, value }: NewCredential) =>
      parseResponse(
        api.credentials[":name"].$put({
          param: { name },
          json: { value, ...(principalId !== undefined && { principalId }) },
        }),
      ),
    changes: [["credentials"]],
    quiet: true,
    onDone: (stored) => onDone(stored),
  });
}
