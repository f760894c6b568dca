/** Where a client's files are looked for. */
export interface Place {
  readonly home: string;
  readonly platform: NodeJS.Platform;
  readonly cwd: string;
}

/** How a client reaches this installation: it starts a process, or it opens a URL. */
export type Target =
  | { readonly kind: "stdio"; readonly command: string; readonly args: readonly string[] }
  | {
      readonly kind: "http";
      readonly url: string;
      /** Environment variable that holds the key, where the server requires one. */
      readonly keyVariable: string | undefined;
    };

/** A value to stand at a path of the client's file. */
export interface Placement {
  readonly path: readonly string[];
  readonly value: Readonly<Record<string, unknown>>;
}

/** An MCP client, and how it wants to be told about a server. */
export interface Client {
  readonly title: string;
  readonly format: "json" | "toml";
  file(place: Place): string;
  /**
   * What to put into the file for a server of this name.
   * @throws AppError `invalid_input` when this client cannot use such a target
   */
  place(name: string, target: Target): Placement;
  /** Things a list in the file must hold, by their `id`: VS Code's prompts for secrets. */
  readonly listed?: (
    name: string,
    target: Target,
  ) => { path: readonly string[]; items: readonly ({ id: string } & Record<string, unknown>)[] };
  /** The client's own command that does the same, if it has one. */
  readonly command?: (name: string, target: Target) => string;
  /** What to do afterwards. */
  readonly next: string;
}
