import { AppError, createId, type ApiKey, type ApiKeyStore, type AuditLog } from "@mcp-tools/core";
import type { Actor } from "../actor/actor.ts";
import { requirePermission } from "../actor/permissions.ts";
import { recordChange } from "../actor/record-change.ts";
import { keyInputSchema, keyPatchSchema, readKeyInput, type KeyInput, type KeyPatch } from "./key-input.ts";
import { createKeySecret, looksLikeKey, visiblePrefix } from "./key-secret.ts";
import { toKeyView, type KeyView } from "./key-view.ts";

export interface KeyVerbDeps {
  readonly keys: ApiKeyStore;
  readonly audit: Pick<AuditLog, "record">;
}

/** A key with its secret, which is said this once and kept nowhere. */
export interface KeyWithSecret {
  readonly key: KeyView;
  readonly secret: string;
}

/**
 * What people, scripts and the command line do with keys. Each checks the actor's permission, does it, and records it; a
 * refusal is recorded too. A key is named by its id, its name, or its visible prefix (of a key that leaked, say).
 */
export interface KeyVerbs {
  /** Newest first; revoked ones only when asked for. */
  list(actor: Actor, options?: { readonly revoked?: boolean }): Promise<KeyView[]>;
  /** @throws AppError `not_found` */
  get(actor: Actor, key: string): Promise<KeyView>;
  /** @throws AppError `invalid_input`; `conflict` when a living key has the name */
  create(actor: Actor, input: KeyInput): Promise<KeyWithSecret>;
  /** What is absent in the patch stays, null takes it away. @throws AppError `invalid_input`, `not_found`, `conflict` */
  update(actor: Actor, key: string, patch: KeyPatch): Promise<KeyView>;
  /** A new secret; those before it end after `overlapMs`, by default a day; 0: at once. @throws AppError `not_found`, `conflict` */
  rotate(actor: Actor, key: string, options?: { readonly overlapMs?: number | undefined }): Promise<KeyWithSecret>;
  /** For good, in every process within a second. @throws AppError `not_found` */
  revoke(actor: Actor, key: string): Promise<KeyView>;
}

const DAY_MS = 86_400_000;
const OVERLAP_MS_MAX = 366 * DAY_MS;

export function createKeyVerbs({ keys, audit }: KeyVerbDeps): KeyVerbs {
  async function check(actor: Actor, action: string, subject?: string): Promise<void> {
    try {
      requirePermission(actor, "keys.write");
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      await recordChange(audit, actor, {
        kind: "change",
        action,
        subject: subject === undefined ? undefined : shown(subject),
        outcome: "refused",
        message,
      });
      throw error;
    }
  }

  const record = (actor: Actor, action: string, subject: string, details: object): Promise<void> =>
    recordChange(audit, actor, { kind: "change", action, subject, details });

  async function find(named: string): Promise<ApiKey> {
    const key = looksLikeKey(named) ? await findByPrefix(keys, named) : await keys.find(named);
    if (key !== undefined) return key;
    throw new AppError(
      "not_found",
      `There is no key "${shown(named)}" that is not revoked. \`mcp-tools keys list\` names them.`,
    );
  }

  return {
    async list(actor, { revoked = false } = {}) {
      requirePermission(actor, "keys.read");
      return (await keys.list({ revoked })).map((key) => toKeyView(key));
    },
    async get(actor, named) {
      requirePermission(actor, "keys.read");
      return toKeyView(await find(named));
    },
    async create(actor, input) {
      await check(actor, "key.create");
      const { grant = {}, ...rest } = readKeyInput(keyInputSchema, input);
      const { secret, prefix, hash } = createKeySecret();
      const createdAt = Date.now();
      const id = createId(createdAt);
      const createdBy = actor.principal.id;
      const key: ApiKey = { ...rest, id, grant, createdAt, createdBy, secrets: [{ prefix, hash, createdAt }] };
      await keys.create(key);
      await record(actor, "key.create", id, { grant, ...rest });
      return { key: toKeyView(key), secret };
    },
    async update(actor, named, patch) {
      await check(actor, "key.update", named);
      const changes = readKeyInput(keyPatchSchema, patch);
      const before = await find(named);
      const key = await keys.update(before.id, toStorePatch(changes));
      await record(actor, "key.update", key.id, {
        name: key.name,
        changes,
        before: pick(before, Object.keys(changes)),
      });
      return toKeyView(key);
    },
    async rotate(actor, named, { overlapMs = DAY_MS } = {}) {
      await check(actor, "key.rotate", named);
      if (!(Number.isInteger(overlapMs) && overlapMs >= 0 && overlapMs <= OVERLAP_MS_MAX))
        throw new AppError(
          "invalid_input",
          "The overlap is a time of at most 366 days; 0 ends the old secret at once.",
        );
      const { id, expiresAt = Infinity } = await find(named);
      if (expiresAt <= Date.now())
        throw new AppError("conflict", "This key has expired, and a new secret would not revive it. Create a new key.");
      const { secret, prefix, hash } = createKeySecret();
      const key = await keys.rotate(id, { prefix, hash }, overlapMs);
      await record(actor, "key.rotate", id, { name: key.name, overlapMs });
      return { key: toKeyView(key), secret };
    },
    async revoke(actor, named) {
      await check(actor, "key.revoke", named);
      const { id } = await find(named);
      const key = await keys.revoke(id);
      await record(actor, "key.revoke", id, { name: key.name });
      return toKeyView(key);
    },
  };
}

/** What somebody named a key by, where that may be the key itself. */
function shown(named: string): string {
  return looksLikeKey(named) ? (visiblePrefix(named) ?? "mcpt_…") : named.slice(0, 80);
}

function pick(key: ApiKey, fields: readonly string[]): object {
  return Object.fromEntries(Object.entries(key).filter(([field]) => fields.includes(field)));
}

async function findByPrefix(keys: ApiKeyStore, text: string): Promise<ApiKey | undefined> {
  const prefix = visiblePrefix(text);
  const living = prefix === undefined ? [] : await keys.list({ revoked: false });
  return living.find(({ secrets }) => secrets.some((secret) => secret.prefix === prefix));
}

type StorePatch = Parameters<ApiKeyStore["update"]>[1];

function toStorePatch({ name, grant, ...rest }: ReturnType<typeof keyPatchSchema.parse>): StorePatch {
  const cleared = Object.entries(rest).map(([field, value]) => [field, value ?? undefined] as const);
  return {
    ...Object.fromEntries(cleared.filter(([field]) => rest[field as keyof typeof rest] !== undefined)),
    ...(name !== undefined && { name }),
    ...(grant !== undefined && { grant: grant ?? {} }),
  };
}
