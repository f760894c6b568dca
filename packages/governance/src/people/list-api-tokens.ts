import type { ApiToken } from "@mcp-tools/core";
import type { Actor } from "../actor/actor.ts";
import { requirePermission } from "../actor/permissions.ts";
import type { PeopleDeps } from "./people-deps.ts";

/** Newest first, those that are of no use any more included. @throws AppError `forbidden` */
export async function listApiTokens({ apiTokens }: Pick<PeopleDeps, "apiTokens">, actor: Actor): Promise<ApiToken[]> {
  requirePermission(actor, "tokens.read");
  return apiTokens.list();
}
