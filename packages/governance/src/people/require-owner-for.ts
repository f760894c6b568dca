import { AppError } from "@mcp-tools/core";
import type { Actor } from "../actor/actor.ts";

/** Nobody gives, or takes, more than they have: only owners make, change and remove owners. @throws AppError `forbidden` */
export function requireOwnerFor({ role }: Pick<Actor, "role">, ...concerned: readonly string[]): void {
  if (role === "owner" || !concerned.includes("owner")) return;
  throw new AppError("forbidden", "Only an owner may do this to an owner, or make one.");
}
