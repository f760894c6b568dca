import type { PersonChange } from "@mcp-tools/core";
import type { Actor } from "../actor/actor.ts";
import { requireOwnerFor } from "./require-owner-for.ts";

/** What has to hold when the store changes somebody: the actor is who they were, and only an owner does it to an owner. */
export function personChange(actor: Actor, ...given: readonly string[]): PersonChange {
  return {
    by: { id: actor.principal.id, role: actor.role },
    check: ({ role }) => requireOwnerFor(actor, role, ...given),
  };
}
