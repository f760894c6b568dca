import type { Grant, Limits, OutputBudget } from "@mcp-tools/core";
import type { Actor } from "../actor/actor.ts";
import { diffFields, diffNamed, type ConfigChange } from "../document/diff-policy.ts";
import type { KeyConfig } from "./config-schema.ts";

/** A key as its verbs show it; nothing in it lets anyone in. */
export interface ConfigKey {
  readonly id: string;
  readonly name: string;
  readonly grant: Grant;
  readonly limits?: Limits | undefined;
  readonly output?: OutputBudget | undefined;
  /** Epoch milliseconds. */
  readonly expiresAt?: number | undefined;
}

/** What a configuration file needs of the verbs for keys. */
export interface ConfigKeyVerbs {
  /** Those that are not revoked. */
  list(actor: Actor): Promise<readonly ConfigKey[]>;
  create(
    actor: Actor,
    input: Omit<ConfigKey, "id">,
  ): Promise<{ readonly key: { readonly id: string }; readonly secret: string }>;
  /** What is absent stays, null takes it away. */
  update(actor: Actor, id: string, patch: KeyConfigPatch): Promise<unknown>;
  revoke(actor: Actor, id: string): Promise<unknown>;
}

export interface KeyConfigPatch {
  readonly grant?: Grant | null | undefined;
  readonly limits?: Limits | null | undefined;
  readonly output?: OutputBudget | null | undefined;
  readonly expiresAt?: number | null | undefined;
}

/** What has to be done to keys, by name. */
export interface KeyPlan {
  readonly changes: readonly ConfigChange[];
  readonly create: readonly { readonly name: string; readonly config: KeyConfig }[];
  readonly update: readonly { readonly id: string; readonly patch: KeyConfigPatch }[];
  readonly revoke: readonly string[];
}

export function planKeys(
  existing: readonly ConfigKey[],
  wanted: Readonly<Record<string, KeyConfig>>,
  prune: boolean,
): KeyPlan {
  const byName = new Map(existing.map((key) => [key.name, key]));
  const gone = prune ? existing.filter(({ name }) => !Object.hasOwn(wanted, name)) : [];
  const before = new Map([
    ...gone.map((key) => [key.name, toConfig(key)] as const),
    ...Object.keys(wanted).flatMap((name) => {
      const key = byName.get(name);
      return key === undefined ? [] : [[name, toConfig(key)] as const];
    }),
  ]);
  return {
    changes: diffNamed(
      "key",
      before,
      new Map(Object.entries(wanted).map(([name, config]) => [name, inOneForm(config)])),
    ),
    create: Object.entries(wanted).flatMap(([name, config]) => (byName.has(name) ? [] : [{ name, config }])),
    update: Object.entries(wanted).flatMap(([name, config]) => {
      const key = byName.get(name);
      const patch = key === undefined ? {} : patchFor(key, config);
      return key === undefined || Object.keys(patch).length === 0 ? [] : [{ id: key.id, patch }];
    }),
    revoke: gone.map(({ id }) => id),
  };
}

/** As it stands in a file. */
export function toConfig({ grant, limits, output, expiresAt }: ConfigKey): KeyConfig {
  return inOneForm({
    toolsets: grant.toolsets && [...grant.toolsets],
    tools: grant.tools && [...grant.tools],
    access: grant.access && [...grant.access],
    limits: limits && { ...limits },
    output: output && { ...output },
    expires: expiresAt === undefined ? undefined : new Date(expiresAt).toISOString(),
  });
}

/** Without what is not there; a day as the moment it ends. The order of toolsets matters, that of the rest does not. */
function inOneForm(config: KeyConfig): KeyConfig {
  const { tools, access, expires } = config;
  const given = {
    ...config,
    tools: tools?.toSorted(),
    access: access?.toSorted(),
    expires: expires === undefined ? undefined : new Date(expiresAtOf(expires)).toISOString(),
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

function expiresAtOf(expires: string): number {
  return Date.parse(expires.includes("T") ? expires : `${expires}T23:59:59.999Z`);
}

function patchFor(key: ConfigKey, config: KeyConfig): KeyConfigPatch {
  const changed = new Set(
    diffFields("", toConfig(key), inOneForm(config), "").map(({ what }) => what.split(/[.[]/, 1)[0]),
  );
  const { grant, limits, output, expiresAt } = toKeyInput("", config);
  return {
    ...(["toolsets", "tools", "access"].some((part) => changed.has(part)) && { grant }),
    ...(changed.has("limits") && { limits: limits ?? null }),
    ...(changed.has("output") && { output: output ?? null }),
    ...(changed.has("expires") && { expiresAt: expiresAt ?? null }),
  };
}

export function toKeyInput(
  name: string,
  { toolsets, tools, access, limits, output, expires }: KeyConfig,
): Omit<ConfigKey, "id"> {
  return {
    name,
    grant: { ...(toolsets && { toolsets }), ...(tools && { tools }), ...(access && { access }) },
    ...(limits && { limits }),
    ...(output && { output }),
    ...(expires !== undefined && { expiresAt: expiresAtOf(expires) }),
  };
}
