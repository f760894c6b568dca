import type { Locate } from "./paths/locate.ts";
import type { PathSchema } from "./paths/path-schema.ts";

/** What the tools of this pack are made with. */
export interface FilesDeps {
  readonly locate: Locate;
  readonly pathSchema: PathSchema;
  readonly roots: readonly string[];
  /** Largest text to give in one answer. */
  readonly textBytesMax: number;
  /** Largest file to give as it is, before Base64. */
  readonly mediaBytesMax: number;
}
