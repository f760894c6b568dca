import { AppError } from "@mcp-tools/core";
import type { Actor } from "./actor.ts";

export const roles = ["owner", "admin", "approver", "auditor", "viewer"] as const;
export type Role = (typeof roles)[number];

/** What a person, a script's token or the command line may do. One table: routes, commands and pages all ask it. */
const rolesOf = {
  "overview.read": ["owner", "admin", "approver", "auditor", "viewer"],
  "tools.read": ["owner", "admin", "approver", "auditor", "viewer"],
  "tools.call": ["owner", "admin", "approver"],
  /** That a call happened, how long it took and how it ended. */
  "calls.read": ["owner", "admin", "approver", "auditor", "viewer"],
  /** What was in it, and everything else that is recorded. */
  "audit.read": ["owner", "admin", "auditor"],
  "audit.export": ["owner", "admin", "auditor"],
  "policy.read": ["owner", "admin", "approver", "auditor"],
  "policy.write": ["owner", "admin"],
  "keys.read": ["owner", "admin", "auditor"],
  "keys.write": ["owner", "admin"],
  "approvals.read": ["owner", "admin", "approver", "auditor"],
  "approvals.decide": ["owner", "admin", "approver"],
  "credentials.read": ["owner", "admin", "auditor"],
  "credentials.write": ["owner", "admin"],
  "sessions.read": ["owner", "admin", "auditor"],
  "sessions.end": ["owner", "admin"],
  "people.read": ["owner", "admin", "auditor"],
  "people.write": ["owner", "admin"],
  "tokens.read": ["owner", "admin", "auditor"],
  "tokens.write": ["owner", "admin"],
  "settings.read": ["owner", "admin", "auditor"],
} as const satisfies Record<string, readonly Role[]>;

export type Permission = keyof typeof rolesOf;

export const permissions = Object.keys(rolesOf) as readonly Permission[];

export function can(role: Role, permission: Permission): boolean {
  return (rolesOf[permission] as readonly Role[]).includes(role);
}

/** What is stored as a role, where it is one. */
export function asRole(text: string): Role | undefined {
  return roles.find((role) => role === text);
}

/** @throws AppError `forbidden` that says which roles may */
export function requirePermission({ role }: Pick<Actor, "role">, permission: Permission): void {
  if (can(role, permission)) return;
  throw new AppError(
    "forbidden",
    `The role "${role}" may not do this (${permission}). These roles may: ${rolesOf[permission].join(", ")}.`,
  );
}
