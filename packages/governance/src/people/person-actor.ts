import type { Person, Principal } from "@mcp-tools/core";
import type { Actor } from "../actor/actor.ts";
import { asRole } from "../actor/permissions.ts";

/** Where a request came from. */
export type ActorOrigin = Pick<Actor, "address" | "requestId">;

/** A person at the console; undefined when what is stored as their role is none. */
export function personActor(person: Pick<Person, "id" | "email" | "role">, origin: ActorOrigin): Actor | undefined {
  const role = asRole(person.role);
  return role && { ...origin, principal: personPrincipal(person), role, transport: "console" };
}

function personPrincipal({ id, email }: Pick<Person, "id" | "email">): Principal {
  const principalId = `user:${id}`;
  return { id: principalId, kind: "user", name: email, space: "default", personId: principalId };
}
