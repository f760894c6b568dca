import { toolScopes } from "./read-claims.ts";

/** RFC 9728 §2. */
export interface ProtectedResourceMetadata {
  readonly resource: string;
  readonly authorization_servers: readonly string[];
  readonly scopes_supported: readonly string[];
  readonly bearer_methods_supported: readonly ["header"];
  readonly resource_name: string;
}

/** The endpoints as OAuth knows them: each is a resource of its own. */
export interface ProtectedResources {
  /** The resource's URL for the path of a request: `/mcp`, `/sse`, `/mcp/<toolset>`; "" is the server as a whole. */
  uri(path: string, host: string | undefined): string;
  /** The same where PUBLIC_URL says it: what a client says of itself as `Host` is no audience. */
  audience(path: string): string | undefined;
  /** Where its metadata is. */
  metadataUrl(path: string, host: string | undefined): string;
  metadata(path: string, host: string | undefined): ProtectedResourceMetadata;
}

export const WELL_KNOWN_RESOURCE = "/.well-known/oauth-protected-resource";

/** Without PUBLIC_URL a client's own `Host` says where it is, which has been checked in front of us. */
export function createProtectedResources({
  publicUrl,
  issuer,
}: {
  readonly publicUrl: string | undefined;
  /** As it names itself, once that is known. */
  readonly issuer: () => string;
}): ProtectedResources {
  const base = (host: string | undefined) => publicUrl ?? `http://${host ?? "localhost"}`;
  const uri = (path: string, host: string | undefined) => `${base(host)}${endpointOf(path)}`;
  return {
    uri,
    audience: (path) => (publicUrl === undefined ? undefined : uri(path, undefined)),
    metadataUrl: (path, host) => `${base(host)}${WELL_KNOWN_RESOURCE}${endpointOf(path)}`,
    metadata: (path, host) => ({
      resource: uri(path, host),
      authorization_servers: [issuer()],
      scopes_supported: toolScopes,
      bearer_methods_supported: ["header"],
      resource_name: "mcp-tools",
    }),
  };
}

/** What is posted to `/messages` belongs to the stream at `/sse`. */
function endpointOf(path: string): string {
  return path === "/messages" ? "/sse" : path;
}
