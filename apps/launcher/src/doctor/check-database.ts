import type { DatabaseFacts } from "@mcp-tools/db";
import { checkSkew } from "./check-skew.ts";
import type { Finding } from "./finding.ts";

const MAJOR_MIN = 15;
const check = "database";

/** What is wrong with a database that answers. `where` names it for a person. */
export function checkDatabase(where: string, facts: DatabaseFacts, isEmbedded: boolean): Finding[] {
  const findings = [
    ...serverFindings(where, facts),
    ...roleFindings(where, facts),
    ...schemaFindings(where, facts, isEmbedded),
  ];
  const isFine = findings.every(({ state }) => state !== "problem");
  const answers: Finding[] = isFine
    ? [{ check, state: "ok", text: `${where} answers (PostgreSQL ${facts.version})` }]
    : [];
  return [...answers, ...findings, checkSkew("database", facts.skewMs)];
}

function serverFindings(where: string, { major, version, isReadOnly }: DatabaseFacts): Finding[] {
  const findings: Finding[] = [];
  if (major < MAJOR_MIN)
    findings.push({
      check,
      state: "problem",
      text: `${where} is PostgreSQL ${version}, older than ${MAJOR_MIN}`,
      why: "The schema uses what came with PostgreSQL 15.",
      advice: "Upgrade it, or name a newer one in DATABASE_URL.",
    });
  if (isReadOnly)
    findings.push({
      check,
      state: "problem",
      text: `${where} takes no writes: it is a standby, or set to read only`,
      why: "A call is answered only when it is recorded, so no call can be answered.",
      advice: "Name the primary in DATABASE_URL, or take default_transaction_read_only from the role or the database.",
    });
  return findings;
}

function roleFindings(where: string, { role, mayCreate, notOwned, isReadOnly }: DatabaseFacts): Finding[] {
  const findings: Finding[] = [];
  if (!mayCreate && !isReadOnly)
    findings.push({
      check: "database role",
      state: "problem",
      text: `the role ${role} may not create tables at ${where}`,
      why: "Migrations need it, and so does the audit, which gets a partition for each week.",
      advice: `As the database's owner: GRANT CREATE, USAGE ON SCHEMA public TO ${role}; or make the role the owner of the database.`,
    });
  if (notOwned.length > 0)
    findings.push({
      check: "database role",
      state: "problem",
      text: `the role ${role} does not own ${listed(notOwned)}`,
      why: "Only a table's owner can change it, so the next migration fails, and old weeks of the audit cannot be dropped.",
      advice: `As an administrator: ALTER TABLE … OWNER TO ${role}, or grant ${role} the role that owns them.`,
    });
  return findings;
}

function schemaFindings(where: string, { applied, pending, unknown }: DatabaseFacts, isEmbedded: boolean): Finding[] {
  const schema = "database schema";
  if (unknown.length > 0)
    return [
      {
        check: schema,
        state: "problem",
        text: `${where} was written by a newer mcp-tools (it has ${listed(unknown)})`,
        why: "This version does not know what is in it, and refuses to start.",
        advice: "Update this installation, or restore a backup of this version.",
      },
    ];
  if (pending.length === 0) return [{ check: schema, state: "ok", text: "up to date" }];
  if (applied.length === 0 && isEmbedded)
    return [{ check: schema, state: "ok", text: "empty: the first start makes its tables" }];
  const what = applied.length === 0 ? "empty" : `behind by ${listed(pending)}`;
  return [
    {
      check: schema,
      state: "note",
      text: `${where} is ${what}`,
      why: "The next process of this version that starts applies them; older processes may then refuse to start.",
      advice: "Back it up, then run mcp-tools migrate when you want it done.",
    },
  ];
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 3).join(", ");
  return names.length > 3 ? `${shown} and ${names.length - 3} more` : shown;
}
