import { can, permissions } from "@mcp-tools/governance";
import type { Identity } from "../auth/identity.ts";
import type { Me } from "../contract/people.ts";

/** Whoever asks, as they are told. */
export function describeMe({ actor, session }: Identity): Me {
  return {
    id: actor.principal.id,
    kind: session === undefined ? "token" : "person",
    name: session?.person.name ?? actor.principal.name,
    ...(session && { email: session.person.email, sessionExpiresAt: session.expiresAt }),
    role: actor.role,
    permissions: permissions.filter((permission) => can(actor.role, permission)),
  };
}
