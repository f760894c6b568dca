import {
  changeRole,
  invitePerson,
  listPeople,
  operator,
  removePerson,
  resetSecondFactor,
  type PeopleDeps,
} from "@mcp-tools/governance";
import type { Output } from "../cli/output.ts";
import type { PeopleCommand } from "../cli/people-commands.ts";
import { alsoEnded } from "./also-ended.ts";

export interface PeopleOutput {
  readonly json: boolean;
  readonly output: Output;
  /** Where people open the console. */
  readonly consoleUrl: string;
}

/** What `mcp-tools people …` does, on the database itself. */
export async function runPeople(
  command: PeopleCommand,
  deps: PeopleDeps,
  { json, output, consoleUrl }: PeopleOutput,
): Promise<void> {
  switch (command.verb) {
    case "list": {
      const { people, invitations } = await listPeople(deps, operator);
      if (json) return output.json({ people, invitations });
      for (const { email, role, name, hasSecondFactor, lastSeenAt } of people) {
        const more = [hasSecondFactor && "second factor", lastSeenAt !== undefined && `seen ${day(lastSeenAt)}`].filter(
          Boolean,
        );
        output.print([email, role, name, ...more].join("  "));
      }
      for (const { email, role, kind, expiresAt } of invitations)
        output.print(`${email ?? `(${kind})`}  ${role}  invited, until ${day(expiresAt)}`);
      if (people.length + invitations.length === 0)
        output.print("There is nobody yet: `mcp-tools setup-link` makes the first owner.");
      return undefined;
    }
    case "invite": {
      const { invitation, token } = await invitePerson(deps, operator, command);
      const link = `${consoleUrl}/invitation?token=${token}`;
      if (json) return output.json({ ...invitation, link });
      output.note(`For ${invitation.email} as ${invitation.role}, once, until ${day(invitation.expiresAt)}:`);
      return output.print(link);
    }
    case "role": {
      const person = await changeRole(deps, operator, { person: command.email, role: command.role });
      return json ? output.json(person) : output.print(`${person.email} has the role ${person.role} now.`);
    }
    case "remove": {
      const person = await removePerson(deps, operator, command.email);
      return json ? output.json({ removed: person }) : output.print(`${person.email} was removed.${alsoEnded(person)}`);
    }
    case "reset-second-factor": {
      const person = await resetSecondFactor(deps, operator, command.email);
      return json
        ? output.json({ reset: person })
        : output.print(`${person.email} signs in with the password alone now, and can set up another second factor.`);
    }
  }
}

function day(epochMs: number): string {
  return new Date(epochMs).toISOString().slice(0, 16).replace("T", " ");
}
