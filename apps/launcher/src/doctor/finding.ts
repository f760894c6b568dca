interface Found {
  readonly check: string;
  readonly text: string;
}

/** What one check found, in words for a person. */
export type Finding =
  | (Found & { readonly state: "ok" })
  /** `note`: it works, and may not for long. */
  | (Found & { readonly state: "note" | "problem"; readonly why: string; readonly advice: string });
