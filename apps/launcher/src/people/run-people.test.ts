import { createApiTokenStore, createInvitationStore, createPeopleStore } from "@mcp-tools/db";
import { openTestDatabase, type TestDatabase } from "@mcp-tools/db/testing";
import { createId, type AuditRecord } from "@mcp-tools/core";
import { createApiToken, invitePerson, personActor } from "@mcp-tools/governance";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { PeopleCommand, TokensCommand } from "../cli/people-commands.ts";
import { collectOutput } from "../testing/collect-output.ts";
import { runPeople } from "./run-people.ts";
import { runSetupLink } from "./run-setup-link.ts";
import { runTokens } from "./run-tokens.ts";

let opened: TestDatabase;
const rows: AuditRecord[] = [];
beforeAll(async () => {
  opened = await openTestDatabase();
});
afterAll(() => opened.close());

const consoleUrl = "https://console.example.com";

function deps() {
  const { database } = opened;
  return {
    audit: { record: async (row: AuditRecord) => void rows.push(row) },
    people: createPeopleStore({ database }),
    invitations: createInvitationStore({ database }),
    apiTokens: createApiTokenStore({ database }),
  };
}

async function people(command: PeopleCommand, json = false) {
  const { output, printed } = collectOutput();
  await runPeople(command, deps(), { json, output, consoleUrl });
  return printed();
}

async function tokens(command: TokensCommand, json = false) {
  const { output, printed } = collectOutput();
  await runTokens(command, deps(), { json, output });
  return printed();
}

test("the first owner's link, people and their roles are handled on the machine itself", async () => {
  const { output, printed } = collectOutput();
  expect(await people({ verb: "list" })).toContain("setup-link");
  await runSetupLink(deps(), { json: false, output, consoleUrl });
  expect(printed()).toMatch(/^https:\/\/console\.example\.com\/setup\?token=[\w-]{43}$/);

  const link = await people({ verb: "invite", email: "ada@example.com", role: "owner" });
  expect(link).toMatch(/^https:\/\/console\.example\.com\/invitation\?token=[\w-]{43}$/);
  expect(JSON.parse(await people({ verb: "list" }, true))).toMatchObject({
    people: [],
    invitations: [{ email: "ada@example.com", role: "owner" }, { kind: "setup" }],
  });
  await expect(people({ verb: "role", email: "ada@example.com", role: "viewer" })).rejects.toMatchObject({
    code: "not_found",
  });
  expect(rows.map(({ action, transport, principalId }) => [action, transport, principalId])).toEqual([
    ["setup.link", "cli", "operator"],
    ["person.invite", "cli", "operator"],
  ]);
});

test("whoever has lost their second factor gets in again from the machine itself, the only owner included", async () => {
  const { database } = opened;
  const id = createId();
  await database.use(
    ({ sql }) => sql`
      insert into people (id, name, email, role, two_factor_enabled) values (${id}, 'Olive', 'olive@example.com', 'owner', true)`,
  );
  await database.use(
    ({ sql }) => sql`
      insert into people_two_factors (id, secret, backup_codes, user_id) values (${createId()}, 'sealed', '[]', ${id})`,
  );
  rows.length = 0;
  expect(await people({ verb: "list" })).toContain("olive@example.com  owner  Olive  second factor");
  const told = await people({ verb: "reset-second-factor", email: "Olive@example.com" });
  expect(told).toMatch(/^olive@example.com signs in with the password alone now/);
  expect(await people({ verb: "list" })).not.toContain("second factor");
  await expect(people({ verb: "reset-second-factor", email: "olive@example.com" })).rejects.toMatchObject({
    code: "conflict",
  });
  expect(rows).toMatchObject([{ action: "second_factor.reset", principalId: "operator", subject: `user:${id}` }]);
  await database.use(({ sql }) => sql`delete from people where id = ${id}`);
});

test("a token is printed alone, so that a script can take it, and listed without its secret", async () => {
  const secret = await tokens({ verb: "create", name: "ci", role: "admin", expires: "90d" });
  expect(secret).toMatch(/^mcpa_[\w-]{43}$/);
  const made = JSON.parse(await tokens({ verb: "create", name: "cd", role: "viewer", expires: undefined }, true)) as {
    id: string;
    token: string;
  };
  expect(made.token).toMatch(/^mcpa_/);
  const listed = await tokens({ verb: "list" });
  expect(listed).toContain(secret.slice(0, 13));
  expect(listed).not.toContain(secret);
  await tokens({ verb: "revoke", token: "ci" });
  await tokens({ verb: "revoke", token: made.id });
  expect(await tokens({ verb: "list" })).toMatch(/ci .*revoked/);
  await expect(tokens({ verb: "revoke", token: "ci" })).rejects.toMatchObject({ code: "not_found" });
});

test("what somebody made is suspended with their role, and what goes with them is said", async () => {
  const { database } = opened;
  const id = createId();
  await database.use(
    ({ sql }) => sql`
      insert into people (id, name, email, role)
      values (${id}, 'Bob', 'bob@example.com', 'admin'), (${createId()}, 'Olive', 'olive@example.com', 'owner')`,
  );
  const bob = personActor({ id, email: "bob@example.com", role: "admin" }, {});
  if (bob === undefined) throw new Error("This role is one.");
  await createApiToken(deps(), bob, { name: "bobs", role: "admin" });
  await invitePerson(deps(), bob, { email: "eve@example.com", role: "viewer" });
  await people({ verb: "role", email: "bob@example.com", role: "viewer" });
  expect(await tokens({ verb: "list" })).toMatch(/bobs .*suspended/);
  expect(await people({ verb: "list" })).not.toContain("eve@example.com");
  expect(await people({ verb: "remove", email: "bob@example.com" })).toBe(
    "bob@example.com was removed. Revoked tokens: bobs. Invitations taken back: eve@example.com.",
  );
  await database.use(({ sql }) => sql`delete from people`);
});

test.for(["soon", "0d", "-1d", "90", "1e3d"])("--expires %s is refused", async (expires) => {
  await expect(tokens({ verb: "create", name: "x", role: "viewer", expires })).rejects.toMatchObject({
    code: "invalid_input",
  });
});
