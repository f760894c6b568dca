import type { AuditTransport, Principal } from "@mcp-tools/core";

/** What of a request says who sent it. */
export interface AuthenticationRequest {
  /** By their lower-case names, as Node gives them. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Names and values in turn, as they came: Node's `headers` keep the first `Authorization` of several only. */
  readonly rawHeaders: readonly string[];
  readonly path: string;
  /** What stands behind the `?`, empty without one. */
  readonly query: string;
  readonly transport: AuditTransport;
  readonly address?: string | undefined;
  /** What bad credentials are counted by: the address, or for IPv6 its network. */
  readonly network?: string | undefined;
  readonly requestId?: string | undefined;
}

/** How to answer instead. 400: two credentials, or one in the URL; 503: whether it is good cannot be said now. */
export interface Challenge {
  readonly kind: "challenge";
  readonly status: 400 | 401 | 403 | 429 | 503;
  /** For a person or a model. */
  readonly message: string;
  readonly headers: Readonly<Record<string, string>>;
}

export type Authentication = { readonly kind: "principal"; readonly principal: Principal } | Challenge;
