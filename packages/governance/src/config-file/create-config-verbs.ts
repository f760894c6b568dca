import { AppError } from "@mcp-tools/core";
import type { Actor } from "../actor/actor.ts";
import { requirePermission } from "../actor/permissions.ts";
import type { ConfigChange } from "../document/diff-policy.ts";
import type { PolicyVerbs } from "../policy-verbs/create-policy-verbs.ts";
import { planKeys, toKeyInput, type ConfigKeyVerbs, type KeyPlan } from "./config-keys.ts";
import { mergePolicy } from "./merge-policy.ts";
import { parseConfig } from "./parse-config.ts";
import { writeConfig } from "./write-config.ts";

export interface ConfigVerbDeps {
  readonly policy: Pick<PolicyVerbs, "current" | "check" | "save">;
  /** Without them a file may say nothing about keys. */
  readonly keys?: ConfigKeyVerbs | undefined;
}

export interface ConfigInput {
  /** YAML or JSON. */
  readonly text: string;
  /** Takes away what a section of the file does not name; a section that it does not have is left alone. */
  readonly prune?: boolean | undefined;
  readonly note?: string | undefined;
}

export interface ConfigPlan {
  /** Of the policy that it was compared with. */
  readonly version: number;
  readonly changes: readonly ConfigChange[];
  readonly warnings: readonly string[];
}

export interface ConfigApplied extends ConfigPlan {
  /** Keys that were made, with their secrets, which are said this once and kept nowhere. */
  readonly created: readonly { readonly name: string; readonly id: string; readonly secret: string }[];
  /** Why it went no further once keys were made, whose secrets must not be lost. Applying it again goes on. */
  readonly failed?: string | undefined;
}

/** One file for the policy and the keys. Applying what was exported changes nothing. */
export interface ConfigVerbs {
  /** YAML. Fixed arguments are in it as they are; secrets of keys are not. */
  export(actor: Actor): Promise<string>;
  /** What applying it would change. @throws AppError `invalid_input` with the lines that are wrong */
  plan(actor: Actor, input: ConfigInput): Promise<ConfigPlan>;
  /**
   * The policy first, then keys: those that are new, those that change, those that go.
   * @throws AppError `invalid_input`, `conflict` when somebody changed the policy meanwhile
   */
  apply(actor: Actor, input: ConfigInput): Promise<ConfigApplied>;
}

export function createConfigVerbs({ policy, keys }: ConfigVerbDeps): ConfigVerbs {
  async function prepare(actor: Actor, { text, prune = false }: ConfigInput) {
    const config = parseConfig(text);
    const current = await policy.current(actor);
    const document = mergePolicy(current.document, config, prune);
    const checked = await policy.check(actor, document);
    const keyPlan =
      config.keys === undefined ? NO_KEYS : planKeys(await required(keys).list(actor), config.keys, prune);
    const { version, warnings } = checked;
    const changes = [...checked.changes, ...keyPlan.changes];
    return { document, keyPlan, isChanged: checked.changes.length > 0, plan: { version, changes, warnings } };
  }

  return {
    async export(actor) {
      const { document } = await policy.current(actor);
      return writeConfig(document, await keys?.list(actor));
    },
    async plan(actor, input) {
      return (await prepare(actor, input)).plan;
    },
    async apply(actor, input) {
      const { document, keyPlan, isChanged, plan } = await prepare(actor, input);
      if (keyPlan.changes.length > 0) requirePermission(actor, "keys.write");
      const { note = "applied from a file" } = input;
      const { version } = isChanged ? await policy.save(actor, { basedOn: plan.version, document, note }) : plan;
      return { ...plan, version, ...(await changeKeys(actor, keyPlan, keys)) };
    },
  };
}

const NO_KEYS: KeyPlan = { changes: [], create: [], update: [], revoke: [] };

async function changeKeys(
  actor: Actor,
  { create, update, revoke }: KeyPlan,
  keys: ConfigKeyVerbs | undefined,
): Promise<Pick<ConfigApplied, "created" | "failed">> {
  const created: { name: string; id: string; secret: string }[] = [];
  try {
    for (const { name, config } of create) {
      const { key, secret } = await required(keys).create(actor, toKeyInput(name, config));
      created.push({ name, id: key.id, secret });
    }
    for (const { id, patch } of update) await required(keys).update(actor, id, patch);
    for (const id of revoke) await required(keys).revoke(actor, id);
  } catch (error) {
    if (created.length === 0) throw error;
    return { created, failed: error instanceof Error ? error.message : String(error) };
  }
  return { created };
}

function required(keys: ConfigKeyVerbs | undefined): ConfigKeyVerbs {
  if (keys === undefined) throw new AppError("invalid_input", "The file names keys, which this process does not keep.");
  return keys;
}
