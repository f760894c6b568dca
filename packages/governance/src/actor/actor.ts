import { operatorPrincipal, type AuditTransport, type Principal } from "@mcp-tools/core";
import type { Role } from "./permissions.ts";

/** Who changes something or decides about something: a person at the console, a script's token, the command line. */
export interface Actor {
  readonly principal: Principal;
  readonly role: Role;
  readonly transport: Extract<AuditTransport, "console" | "cli" | "system">;
  readonly address?: string | undefined;
  readonly requestId?: string | undefined;
}

/** The command line beside the database: whoever can run it could change the database as well. */
export const operator: Actor = Object.freeze({ principal: operatorPrincipal, role: "owner", transport: "cli" });
