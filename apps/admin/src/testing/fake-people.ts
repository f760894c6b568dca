import { AppError, type ApiToken, type AuditRecord, type Invitation, type Person } from "@mcp-tools/core";
import type { PeopleDeps } from "@mcp-tools/governance";
import { createHash } from "node:crypto";

export interface FakePeople extends PeopleDeps {
  /** What was recorded. */
  readonly rows: AuditRecord[];
  readonly invited: Map<string, Invitation>;
  readonly passwords: Map<string, string>;
}

export function fakePerson(change: Partial<Person> = {}): Person {
  return {
    id: "p1",
    email: "ada@example.com",
    name: "Ada",
    role: "owner",
    createdAt: 1_790_000_000_000,
    signsInWith: ["password"],
    hasSecondFactor: false,
    ...change,
  };
}

/** People, invitations and tokens in memory: no races, no clock. */
export function createFakePeople(given: readonly Person[] = [fakePerson()]): FakePeople {
  const kept = new Map(given.map((person) => [person.id, person]));
  const invited = new Map<string, Invitation>();
  const passwords = new Map<string, string>();
  const tokens = new Map<string, ApiToken>();
  const rows: AuditRecord[] = [];
  const mustHave = (id: string): Person => {
    const person = kept.get(id);
    if (person === undefined) throw new AppError("not_found", "There is no such person.");
    return person;
  };
  const endMadeBy = (maker: string) => {
    const made = [...tokens].filter(([, { createdBy }]) => createdBy === maker);
    const links = [...invited].filter(([, { createdBy }]) => createdBy === maker);
    for (const [hash] of made) tokens.delete(hash);
    for (const [hash] of links) invited.delete(hash);
    return {
      revokedTokens: made.map(([, { name }]) => name),
      endedInvitations: links.map(([, { email = "" }]) => email),
    };
  };
  const find = (idOrEmail: string) =>
    [...kept.values()].find(({ id, email }) => id === idOrEmail || email === idOrEmail.toLowerCase());

  return {
    rows,
    invited,
    passwords,
    audit: { record: async (row) => void rows.push(row) },
    people: {
      count: async () => kept.size,
      list: async () => [...kept.values()],
      find: async (idOrEmail) => find(idOrEmail),
      async changeRole(id, role, { check }) {
        const person = mustHave(id);
        check(person);
        kept.set(id, { ...person, role });
        return { ...person, role, formerRole: person.role };
      },
      async rename(id, name) {
        const renamed = { ...mustHave(id), name };
        kept.set(id, renamed);
        return renamed;
      },
      async remove(id, { check }) {
        const person = mustHave(id);
        check(person);
        kept.delete(id);
        return { ...person, ...endMadeBy(`user:${id}`) };
      },
      sessions: async () => [],
      endSessions: async () => 0,
      backupCodesLeft: async (id) => (kept.get(id)?.hasSecondFactor === true ? 10 : undefined),
      claimCodeStep: async () => true,
      async resetSecondFactor(id, { check }) {
        const person = mustHave(id);
        check(person);
        if (!person.hasSecondFactor) throw new AppError("conflict", "This person has no second factor.");
        kept.set(id, { ...person, hasSecondFactor: false });
        return 1;
      },
    },
    invitations: {
      async create({ tokenHash, lifetimeMs, ...rest }) {
        const invitation = { ...rest, createdAt: Date.now(), expiresAt: Date.now() + lifetimeMs };
        invited.set(tokenHash, invitation);
        return invitation;
      },
      list: async () => [...invited.values()],
      find: async (tokenHash) => invited.get(tokenHash),
      async revoke(id) {
        const found = [...invited].find(([, invitation]) => invitation.id === id);
        return found !== undefined && invited.delete(found[0]);
      },
      async redeem(tokenHash, { id, name, email = "", passwordHash }) {
        const invitation = invited.get(tokenHash);
        if (invitation === undefined) throw new AppError("not_found", "This link cannot be used.");
        invited.delete(tokenHash);
        const person = fakePerson({ id, name, email: invitation.email ?? email, role: invitation.role });
        kept.set(id, person);
        passwords.set(person.email, passwordHash);
        return person;
      },
      claim: async () => undefined,
    },
    apiTokens: {
      async create({ hash, lifetimeMs, ...rest }) {
        const expiresAt = lifetimeMs === undefined ? undefined : Date.now() + lifetimeMs;
        const token = { ...rest, createdAt: Date.now(), expiresAt, isSuspended: false };
        tokens.set(hash, token);
        return token;
      },
      list: async () => [...tokens.values()],
      findLive: async (hash) => tokens.get(hash),
      async revoke(id) {
        const found = [...tokens].find(([, token]) => token.id === id);
        if (found === undefined) throw new AppError("not_found", "There is no such token.");
        tokens.delete(found[0]);
        return { ...found[1], ...endMadeBy(`token:${found[1].id}`) };
      },
      touch: async () => {},
    },
  };
}

/** A hash for made-up passwords only. */
export function fakeHash(password: string): string {
  return createHash("sha256").update(password).digest("hex");
}
