import type { DerivedKeys } from "@mcp-tools/core";
import type { DatabaseFacts } from "@mcp-tools/db";
import type { Finding } from "./finding.ts";

export interface SecretFacts {
  readonly database: Pick<DatabaseFacts, "auditKey" | "credentialKeys" | "secondFactorKeys" | "processes">;
  readonly isEmbedded: boolean;
  /** SECRET_KEY is set. */
  readonly isSet: boolean;
  /** DATA_DIR/secret.key is there. */
  readonly isKept: boolean;
  /** Asked for only where that makes no new secret. */
  readonly deriveKeys: (purpose: string) => DerivedKeys;
}

const check = "secret key";

/** Whether this process signs and encrypts with the same secret as those that wrote into the database. */
export function checkSecrets(facts: SecretFacts): Finding[] {
  const { database, isEmbedded, isSet, isKept } = facts;
  const { auditKey, credentialKeys, secondFactorKeys } = database;
  const isUsed = typeof auditKey === "string" || credentialKeys.length + secondFactorKeys.length > 0;
  if (!isSet && !isEmbedded) return [missing(isUsed || database.processes.length > 0)];
  if (!isSet && !isKept) return [isUsed ? lost : { check, state: "ok", text: "the first start makes one in DATA_DIR" }];
  const findings = [...credentialFindings(facts), ...secondFactorFindings(facts), ...auditFindings(facts)];
  if (findings.length > 0) return findings;
  return [{ check, state: "ok", text: isUsed ? "fits what is in the database" : "there is one" }];
}

function missing(isNeeded: boolean): Finding {
  return {
    check,
    state: isNeeded ? "problem" : "note",
    text: "SECRET_KEY is not set, and the database is not an embedded one",
    why: "Each process makes up its own: what one signed or encrypted is worth nothing to another one, or after a restart.",
    advice: "Set SECRET_KEY to the same value for every process; `openssl rand -hex 32` makes one.",
  };
}

const lost: Finding = {
  check,
  state: "problem",
  text: "secret.key is missing in DATA_DIR, though the database needs it",
  why: "The next start would make a new one, with which no stored credential can be read.",
  advice: "Put secret.key back, set SECRET_KEY to what was in it, or restore a backup.",
};

function credentialFindings({ database, deriveKeys }: SecretFacts): Finding[] {
  const known = new Set(deriveKeys("credentials").all.map(({ id }) => id));
  const strange = database.credentialKeys.filter((id) => !known.has(id));
  if (strange.length === 0) return [];
  return [
    {
      check,
      state: "problem",
      text: "some stored credentials are encrypted with another secret than this one",
      why: "Tools that need them are refused by this process.",
      advice: "Set SECRET_KEY as on the other replicas, or add the earlier value to SECRET_KEYS_OLD.",
    },
  ];
}

function secondFactorFindings({ database, deriveKeys }: SecretFacts): Finding[] {
  const known = new Set(deriveKeys("signing key").all.map(({ id }) => String(Number.parseInt(id, 16))));
  if (database.secondFactorKeys.every((key) => known.has(key))) return [];
  return [
    {
      check,
      state: "problem",
      text: "some people's second factors are encrypted with another secret than this one",
      why: "The codes of their apps are refused at sign-in; only their backup codes let them in.",
      advice: "Set SECRET_KEY as on the other replicas, or add the earlier value to SECRET_KEYS_OLD.",
    },
  ];
}

function auditFindings({ database: { auditKey, processes }, deriveKeys }: SecretFacts): Finding[] {
  if (auditKey === undefined || (auditKey === null && processes.length === 0)) return [];
  if (auditKey !== null && deriveKeys("audit chain").all.some(({ id }) => id === auditKey)) return [];
  return [
    {
      check,
      state: "problem",
      text:
        auditKey === null
          ? "another process writes the audit without a secret"
          : "the audit was last written with another secret than this one",
      why: "Its rows look like a forger's to this process, and requests signed by the one are refused by the other.",
      advice:
        "Set SECRET_KEY to the same value for every process; after a change, the earlier one goes into SECRET_KEYS_OLD.",
    },
  ];
}
