import type { InferRequestType } from "hono/client";
import type { Key } from "../../../../src/contract/keys.ts";
import type { Access } from "../../../../src/contract/tool.ts";
import type { api } from "../../api/client.ts";

export type KeyInput = InferRequestType<typeof api.keys.$post>["json"];
export type KeyPatch = InferRequestType<(typeof api.keys)[":id"]["$patch"]>["json"];

export const accessKinds: readonly Access[] = ["read", "write", "destructive"];
export const expiryPresets = ["30d", "90d", "1y", "never", "date"] as const;
export type Expiry = (typeof expiryPresets)[number];
export const countFields = ["callsPerMinute", "callsPerDay", "inFlight", "bytes", "tokens"] as const;
export type CountField = (typeof countFields)[number];

/** What the form holds. An empty count is no bound, an empty list narrows nothing. */
export interface KeyFormValues extends Record<CountField, number | string> {
  readonly name: string;
  readonly toolsets: string[];
  readonly tools: string[];
  readonly access: string[];
  readonly expiry: Expiry;
  /** `2026-12-31`, the last day; of use with the expiry `date`. */
  readonly expiresOn: string;
  /** Empty: nobody's. */
  readonly personId: string;
}

const dayMs = 86_400_000;
const presetMs: Readonly<Partial<Record<Expiry, number>>> = { "30d": 30 * dayMs, "90d": 90 * dayMs, "1y": 365 * dayMs };
export const limitFields = ["callsPerMinute", "callsPerDay", "inFlight"] as const;
const outputFields = ["bytes", "tokens"] as const;
const countMax = 1_000_000_000;

export const newKeyValues: KeyFormValues = {
  name: "",
  toolsets: [],
  tools: [],
  access: [...accessKinds],
  expiry: "90d",
  expiresOn: "",
  personId: "",
  callsPerMinute: "",
  callsPerDay: "",
  inFlight: "",
  bytes: "",
  tokens: "",
};

export function valuesOf({ name, grant, limits, output, expiresAt, personId }: Key): KeyFormValues {
  return {
    name,
    toolsets: [...(grant.toolsets ?? [])],
    tools: [...(grant.tools ?? [])],
    access: [...(grant.access ?? accessKinds)],
    expiry: expiresAt === undefined ? "never" : "date",
    expiresOn: expiresAt === undefined ? "" : localDay(expiresAt - 1),
    personId: personId ?? "",
    callsPerMinute: limits?.callsPerMinute ?? "",
    callsPerDay: limits?.callsPerDay ?? "",
    inFlight: limits?.inFlight ?? "",
    bytes: output?.bytes ?? "",
    tokens: output?.tokens ?? "",
  };
}

export type KeyProblem = "name" | "nameLikeKey" | "nameLikeId" | "tools" | "access" | "date" | "past" | "count";

/** What is wrong, by field. The server has the same rules and the last word. */
export function problemsOf(values: KeyFormValues, now: number): Partial<Record<keyof KeyFormValues, KeyProblem>> {
  const { name, tools, access, expiry, expiresOn } = values;
  const end = endOf(expiresOn);
  return {
    ...(!/^[A-Za-z0-9_.-]{1,64}$/.test(name)
      ? { name: "name" }
      : name.startsWith("mcpt_")
        ? { name: "nameLikeKey" }
        : /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(name)
          ? { name: "nameLikeId" }
          : {}),
    ...(tools.every((tool) => /^[A-Za-z0-9_./*-]{1,128}$/.test(tool)) ? {} : { tools: "tools" }),
    ...(access.length === 0 ? { access: "access" } : {}),
    ...(expiry !== "date" || (end !== undefined && end > now)
      ? {}
      : { expiresOn: end === undefined ? "date" : "past" }),
    ...Object.fromEntries(
      countFields.filter((field) => !isCount(values[field])).map((field) => [field, "count" as const]),
    ),
  };
}

export function toKeyInput(values: KeyFormValues, now: number): KeyInput {
  const grant = grantOf(values);
  const limits = countsOf(values, limitFields);
  const output = countsOf(values, outputFields);
  const expiresAt = expiryOf(values, now);
  return {
    name: values.name,
    ...(Object.keys(grant).length === 0 ? {} : { grant }),
    ...(Object.keys(limits).length === 0 ? {} : { limits }),
    ...(Object.keys(output).length === 0 ? {} : { output }),
    ...(values.personId === "" ? {} : { personId: values.personId }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
  };
}

/** What was changed, and no more: another's change of another part stays. */
export function toKeyPatch(before: KeyFormValues, values: KeyFormValues, now: number): KeyPatch {
  const isChanged = (...fields: (keyof KeyFormValues)[]) =>
    fields.some((field) => JSON.stringify(before[field]) !== JSON.stringify(values[field]));
  const orNull = <Part extends object>(part: Part) => (Object.keys(part).length === 0 ? null : part);
  return {
    ...(isChanged("name") ? { name: values.name } : {}),
    ...(isChanged("toolsets", "tools", "access") ? { grant: orNull(grantOf(values)) } : {}),
    ...(isChanged(...limitFields) ? { limits: orNull(countsOf(values, limitFields)) } : {}),
    ...(isChanged(...outputFields) ? { output: orNull(countsOf(values, outputFields)) } : {}),
    ...(isChanged("personId") ? { personId: values.personId === "" ? null : values.personId } : {}),
    ...(isChanged("expiry", "expiresOn") ? { expiresAt: expiryOf(values, now) ?? null } : {}),
  };
}

function grantOf({ toolsets, tools, access }: KeyFormValues): NonNullable<KeyInput["grant"]> {
  const chosen = accessKinds.filter((kind) => access.includes(kind));
  return {
    ...(toolsets.length === 0 ? {} : { toolsets }),
    ...(tools.length === 0 ? {} : { tools }),
    ...(chosen.length === accessKinds.length ? {} : { access: chosen }),
  };
}

function countsOf<Field extends CountField>(
  values: KeyFormValues,
  fields: readonly Field[],
): { [Name in Field]?: number } {
  const given = fields.filter((field) => values[field] !== "").map((field) => [field, Number(values[field])] as const);
  return Object.fromEntries(given) as { [Name in Field]?: number };
}

function expiryOf({ expiry, expiresOn }: KeyFormValues, now: number): number | undefined {
  if (expiry === "date") return endOf(expiresOn);
  const lifetimeMs = presetMs[expiry];
  return lifetimeMs === undefined ? undefined : now + lifetimeMs;
}

/** The end of a day where the reader is. */
function endOf(day: string): number | undefined {
  const [, year, month, date] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(day) ?? [];
  if (year === undefined) return undefined;
  return new Date(Number(year), Number(month) - 1, Number(date) + 1).getTime();
}

function localDay(at: number): string {
  const day = new Date(at);
  const two = (part: number) => String(part).padStart(2, "0");
  return `${String(day.getFullYear()).padStart(4, "0")}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}

function isCount(value: number | string): boolean {
  const count = Number(value);
  return value === "" || (Number.isInteger(count) && count >= 1 && count <= countMax);
}
