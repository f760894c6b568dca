/** What an OAuth client is told in words when its token does not reach far enough. */
export function insufficientScope(scopes: readonly string[]): string {
  return `Insufficient scope: this call needs a token with the scopes ${scopes.join(", ")}.`;
}

/**
 * The `WWW-Authenticate` header with which a client asks its user for more (MCP authorization, runtime insufficient
 * scope; RFC 6750 §3.1, RFC 9728 §5.1). Scopes and the address are ours: there is nothing to escape in them.
 */
export function toScopeChallenge(scopes: readonly string[], resourceMetadataUrl: string | undefined): string {
  const parts = [
    'error="insufficient_scope"',
    `scope="${scopes.join(" ")}"`,
    ...(resourceMetadataUrl === undefined ? [] : [`resource_metadata="${resourceMetadataUrl}"`]),
    'error_description="The token does not reach far enough for this call"',
  ];
  return `Bearer ${parts.join(", ")}`;
}
