export interface CredentialsSearch {
  readonly q?: string;
  readonly show?: "missing" | "shared" | "own";
  /** Whose credential the open panel is of; absent: the shared one. */
  readonly of?: string;
}

const shown = ["missing", "shared", "own"] as const;

export function readCredentialsSearch({ q, show, of }: Record<string, unknown>): CredentialsSearch {
  const chosen = shown.find((one) => one === show);
  // The router reads `?q=12` as a number.
  const text = typeof q === "number" ? String(q) : q;
  return {
    ...(typeof text === "string" && text !== "" ? { q: text } : {}),
    ...(chosen === undefined ? {} : { show: chosen }),
    ...(typeof of === "string" && of !== "" ? { of } : {}),
  };
}
