import type { ApiToken } from "@mcp-tools/core";
import type { Actor } from "../actor/actor.ts";
import { asRole } from "../actor/permissions.ts";
import type { ActorOrigin } from "./person-actor.ts";

/**
 * A script's token; undefined when what is stored as its role is none. Whoever made it stands behind it: a person, or a
 * token that the command line made.
 */
export function tokenActor(
  { id, name, role: stored, createdBy }: Pick<ApiToken, "id" | "name" | "role" | "createdBy">,
  origin: ActorOrigin,
): Actor | undefined {
  const role = asRole(stored);
  if (role === undefined) return undefined;
  const personId = /^(?:user|token):/.test(createdBy) ? createdBy : undefined;
  return {
    ...origin,
    principal: { id: `token:${id}`, kind: "token", name, space: "default", personId },
    role,
    transport: "console",
  };
}
