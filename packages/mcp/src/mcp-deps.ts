import type { Bus, Logger, Peers, SessionStore, StreamLog, HttpRequest } from "@mcp-tools/core";
import type { Toolbox } from "@mcp-tools/tools";

export interface McpDeps {
  readonly toolbox: Toolbox;
  readonly bus: Bus;
  readonly logger: Logger;
  readonly version: string;
  /** 32 bytes; called at first need. */
  readonly signingKey: () => Uint8Array;
}

export interface McpHttpDeps extends McpDeps {
  readonly sessions: SessionStore;
  readonly streams: StreamLog;
  readonly peers: Peers;
  readonly bodyBytesMax: number;
  /** Open sessions and streams of all kinds in this process. */
  readonly sessionsMax: number;
  /** Sessions unused for this long leave this process's memory; the store decides when they end. */
  readonly sessionIdleMs: number;
  /** What clients see in front of us, e.g. `https://tools.example.com/mcp-tools`; its path goes before `/messages`. */
  readonly publicUrl?: string | undefined;
  /** Where clients find the protected resource metadata (RFC 9728) of what they asked for, to put into challenges. */
  readonly resourceMetadataUrl?: ((req: HttpRequest) => string | undefined) | undefined;
  /** Told whenever the number of open sessions or streams changes, by transport. */
  readonly onOpenCount: (transport: "http" | "sse" | "listen", count: number) => void;
}
