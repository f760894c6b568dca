import {
  AppError,
  type AuditLog,
  type PolicyDocument,
  type PolicyStore,
  type PolicyVersion,
  type Rule,
  type Toolset,
} from "@mcp-tools/core";
import type { Registry } from "@mcp-tools/tools";
import type { Actor } from "../actor/actor.ts";
import { requirePermission } from "../actor/permissions.ts";
import { recordChange } from "../actor/record-change.ts";
import { asPart } from "../document/as-part.ts";
import { defaultPolicy } from "../document/default-policy.ts";
import { describeChange } from "../document/describe-change.ts";
import { diffPolicy, type ConfigChange } from "../document/diff-policy.ts";
import {
  moveRule,
  putRule,
  putToolset,
  removeRule,
  removeToolset,
  setTool,
  type ToolPatch,
} from "../document/edit-document.ts";
import { checkPolicy, describeProblem, parsePolicy, policyError } from "../document/policy-schema.ts";
import { checkReferences } from "./check-references.ts";
import { simulate, type Simulation, type SimulationInput } from "./simulate.ts";

export interface PolicyVerbDeps {
  readonly store: PolicyStore;
  readonly audit: Pick<AuditLog, "record" | "pages">;
  /** The registry with its packs loaded; one that cannot be loaded is a warning. */
  readonly loadRegistry: () => Promise<Registry>;
  /** Has this process decide by what was saved before the verb returns. */
  readonly refresh?: (() => Promise<void>) | undefined;
}

/** The newest version; 0 is what holds before the first change. */
export interface CurrentPolicy extends Omit<PolicyVersion, "createdAt" | "createdBy"> {
  readonly createdAt?: number | undefined;
  readonly createdBy?: string | undefined;
}

export interface PolicySaved {
  /** Unchanged where there was nothing to change. */
  readonly version: number;
  readonly changes: readonly ConfigChange[];
  /** Names that exist nowhere, and the like. */
  readonly warnings: readonly string[];
}

interface ToReplace extends CurrentPolicy {
  readonly isUnreadable?: boolean;
}

/** Every change names the version it was made on, and is refused with `conflict` when that is no longer the newest. */
interface Change {
  readonly basedOn: number;
  /** Why, for whoever reads the history. */
  readonly note?: string | undefined;
}

/**
 * What people, scripts and the command line do with the policy. Each checks the actor's permission, does it, and records
 * what changed; so is a refusal.
 */
export interface PolicyVerbs {
  current(actor: Actor): Promise<CurrentPolicy>;
  /** @throws AppError `not_found` */
  version(actor: Actor, version: number): Promise<PolicyVersion>;
  /** Newest first; at most 500. */
  history(
    actor: Actor,
    query: { before?: number | undefined; limit: number },
  ): Promise<Omit<PolicyVersion, "document">[]>;
  /** What saving it would change and warn of. @throws AppError `invalid_input` */
  check(actor: Actor, document: unknown): Promise<PolicySaved & { readonly document: PolicyDocument }>;
  /** @throws AppError `invalid_input` that lists what is wrong, `conflict` */
  save(actor: Actor, input: Change & { readonly document: unknown }): Promise<PolicySaved>;
  setTool(actor: Actor, input: Change & { readonly name: string; readonly settings: ToolPatch }): Promise<PolicySaved>;
  /** Replaces the rule of that id where it stands, or adds it, at the end unless told. */
  putRule(
    actor: Actor,
    input: Change & { readonly rule: unknown; readonly position?: number | undefined },
  ): Promise<PolicySaved>;
  removeRule(actor: Actor, input: Change & { readonly id: string }): Promise<PolicySaved>;
  moveRule(actor: Actor, input: Change & { readonly id: string; readonly position: number }): Promise<PolicySaved>;
  putToolset(actor: Actor, input: Change & { readonly toolset: unknown }): Promise<PolicySaved>;
  removeToolset(actor: Actor, input: Change & { readonly name: string }): Promise<PolicySaved>;
  /**
   * Which recorded calls another policy, or one more rule, would have treated otherwise: for those who may read what was in
   * them, which conditions on arguments would find out.
   */
  simulate(actor: Actor, input: SimulationInput): Promise<Simulation>;
}

export function createPolicyVerbs(deps: PolicyVerbDeps): PolicyVerbs {
  const { store, audit, refresh } = deps;

  /** As this version understands it: what an earlier one left out is filled in. @throws AppError `unavailable` */
  async function read(): Promise<CurrentPolicy> {
    const found = await store.current();
    if (found === undefined) return { version: 0, document: defaultPolicy };
    const checked = checkPolicy(found.document);
    if (checked.ok) return { ...found, document: checked.document };
    throw new AppError(
      "unavailable",
      `Version ${found.version} of the policy cannot be understood: ${checked.problems.slice(0, 3).map(describeProblem).join("; ")}. A newer version of this software may have written it: use that one, or save a whole policy in its place.`,
    );
  }

  /** To be replaced as a whole, even when it cannot be understood. */
  async function readToReplace(): Promise<ToReplace> {
    const found = await store.current();
    if (found === undefined || checkPolicy(found.document).ok) return read();
    return { ...found, document: defaultPolicy, isUnreadable: true };
  }

  async function mayWrite(actor: Actor, action: string): Promise<void> {
    try {
      requirePermission(actor, "policy.write");
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      await recordChange(audit, actor, { kind: "change", action, outcome: "refused", message });
      throw error;
    }
  }

  /** Names held against what is here; a document that cannot work is refused. */
  async function warningsOf(document: PolicyDocument): Promise<readonly string[]> {
    let registry: Registry;
    try {
      registry = await deps.loadRegistry();
    } catch {
      return ["The tools could not be loaded, so that names in the policy were not looked up."];
    }
    const { problems, warnings } = await checkReferences(document, registry);
    if (problems.length > 0) throw policyError(problems);
    return warnings;
  }

  async function change(
    actor: Actor,
    action: string,
    { basedOn, note }: Change,
    edit: ((document: PolicyDocument) => unknown) | { readonly document: unknown },
  ): Promise<PolicySaved> {
    await mayWrite(actor, action);
    const current: ToReplace = typeof edit === "function" ? await read() : await readToReplace();
    if (current.version !== basedOn) throw outdated(basedOn, current.version);
    const document = parsePolicy(typeof edit === "function" ? edit(current.document) : edit.document);
    const warnings = await warningsOf(document);
    const changes = diffPolicy(current.document, document);
    if (changes.length === 0 && current.isUnreadable !== true) return { version: basedOn, changes, warnings };
    const createdBy = actor.principal.id;
    const { version } = await store.save({ basedOn, document, createdBy, note: note?.slice(0, NOTE_CHARACTERS_MAX) });
    await recordChange(audit, actor, {
      kind: "change",
      action,
      subject: String(version),
      details: { version, basedOn, note, changes: changes.slice(0, CHANGES_RECORDED_MAX).map(describeChange) },
    });
    await refresh?.();
    return { version, changes, warnings };
  }

  return {
    async current(actor) {
      requirePermission(actor, "policy.read");
      return read();
    },
    async version(actor, version) {
      requirePermission(actor, "policy.read");
      const found = await store.get(version);
      if (found === undefined)
        throw new AppError("not_found", `There is no version ${version} of the policy, or it is no longer kept.`);
      return found;
    },
    async history(actor, query) {
      requirePermission(actor, "policy.read");
      return store.history(query);
    },
    async check(actor, given) {
      requirePermission(actor, "policy.read");
      const document = parsePolicy(given);
      const [{ version, document: before }, warnings] = await Promise.all([readToReplace(), warningsOf(document)]);
      return { version, document, changes: diffPolicy(before, document), warnings };
    },
    save: (actor, input) => change(actor, "policy.save", input, { document: input.document }),
    setTool: (actor, input) =>
      change(actor, "tool.set", input, (document) => setTool(document, input.name, input.settings)),
    putRule: (actor, input) =>
      change(actor, "rule.put", input, (document) => putRule(document, asPart<Rule>(input.rule, "id"), input.position)),
    removeRule: (actor, input) => change(actor, "rule.remove", input, (document) => removeRule(document, input.id)),
    moveRule: (actor, input) =>
      change(actor, "rule.move", input, (document) => moveRule(document, input.id, input.position)),
    putToolset: (actor, input) =>
      change(actor, "toolset.put", input, (document) => putToolset(document, asPart<Toolset>(input.toolset, "name"))),
    removeToolset: (actor, input) =>
      change(actor, "toolset.remove", input, (document) => removeToolset(document, input.name)),
    async simulate(actor, input) {
      requirePermission(actor, "policy.read");
      requirePermission(actor, "audit.read");
      const [{ version, document }, registry] = await Promise.all([read(), deps.loadRegistry()]);
      return simulate({ audit, registry, version, current: document }, input);
    },
  };
}

const NOTE_CHARACTERS_MAX = 1_000;
const CHANGES_RECORDED_MAX = 200;

function outdated(basedOn: number, newest: number): AppError {
  return new AppError(
    "conflict",
    `The policy was changed meanwhile: this change is based on version ${basedOn}, the newest is ${newest}. Look at that one and make the change again.`,
    { detail: { basedOn, newest } },
  );
}
