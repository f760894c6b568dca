import { AppError } from "@mcp-tools/core";

/** What a server may ask of a client, as in the `inputRequests` of revision 2026-07-28 (SEP-2322). */
export type ClientRequest =
  | {
      readonly method: "elicitation/create";
      readonly params: { readonly message: string; readonly [key: string]: unknown };
    }
  | { readonly method: "sampling/createMessage"; readonly params: { readonly [key: string]: unknown } }
  | { readonly method: "roots/list"; readonly params?: { readonly [key: string]: unknown } };

/** `elicitation` are forms; `url_elicitation` is the address of a page to open (2025-11-25 and later). */
export type ClientFeature = "elicitation" | "url_elicitation" | "sampling" | "roots";

/** How a client is asked: over its open connection, by `input_required` and a second call, or not at all. */
export type ClientEra = "legacy" | "modern" | "none";

export type LogLevel = "debug" | "info" | "notice" | "warning" | "error" | "critical" | "alert" | "emergency";

/**
 * The client behind a call, whatever its era and transport. Legacy clients are asked over the open
 * connection; a 2026-07-28 client gets `input_required` and calls again, so the tool's code runs
 * again from the start and finds the answers already there.
 */
export interface ClientPort {
  readonly era: ClientEra;
  /** Whether the client declared that it can be asked this. */
  can(feature: ClientFeature): boolean;
  /**
   * Asks everything at once; answers come under the same keys.
   * @throws AppError `unavailable` when a legacy client cannot be asked this, InputRequired with a 2026-07-28 client
   */
  request(requests: Readonly<Record<string, ClientRequest>>): Promise<Readonly<Record<string, unknown>>>;
  /** `notifications/message`, where the client wants that level. */
  log(level: LogLevel, data: unknown, logger?: string): void;
  /** Closes the response stream early and lets the client come back for the rest (2025-11-25, SEP-1699); nothing elsewhere. */
  releaseStream(): void;
}

/**
 * Thrown through a tool's code when a 2026-07-28 client has to be asked first. Not a failure: never catch it
 * (a `catch` around `ctx.ask` must rethrow what it does not know).
 */
export class InputRequired extends Error {
  readonly requests: Readonly<Record<string, ClientRequest>>;

  constructor(requests: Readonly<Record<string, ClientRequest>>) {
    super("The client has to answer first");
    this.name = "InputRequired";
    this.requests = requests;
  }
}

/** A client that can be asked nothing: the CLI and plain HTTP callers. */
export const silentClient: ClientPort = Object.freeze<ClientPort>({
  era: "none",
  can: () => false,
  request: () =>
    Promise.reject(
      new AppError(
        "unavailable",
        "This tool has to ask its caller something, and this caller cannot be asked. Call it from an MCP client.",
      ),
    ),
  log() {},
  releaseStream() {},
});
