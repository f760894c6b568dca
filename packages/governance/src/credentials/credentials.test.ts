import { localPrincipal, type DerivedKeys, type Principal } from "@mcp-tools/core";
import { createTestToolbox } from "@mcp-tools/tools/testing";
import { describe, expect, test } from "vitest";
import { operator, type Actor } from "../actor/actor.ts";
import { createMemoryAudit } from "../testing/create-memory-audit.ts";
import { createMemoryCredentialStore } from "../testing/create-memory-credential-store.ts";
import { createTestKeys } from "../testing/create-test-keys.ts";
import { createCredentials } from "./create-credentials.ts";
import { createVault } from "./create-vault.ts";

const VALUE = "ghx-0123456789-abcdef";
const viewer: Actor = { ...operator, role: "viewer" };
const ann: Principal = { id: "key:1", kind: "key", name: "ann", space: "team" };

function open(first: DerivedKeys = createTestKeys(["secret one"])) {
  let keys = first;
  const store = createMemoryCredentialStore();
  const audit = createMemoryAudit();
  const vault = createVault({ store, keys: () => keys });
  const known = { ci: "1" } as Readonly<Record<string, string>>;
  const find = async (idOrName: string) => {
    const id = Object.hasOwn(known, idOrName) ? known[idOrName] : Object.values(known).find((id) => id === idOrName);
    return id === undefined ? undefined : ({ id } as never);
  };
  const credentials = createCredentials({ store, vault, audit, keys: { find } });
  const set = (name: string, value: string, principalId?: string) =>
    credentials.setCredential(operator, { name, value, principalId });
  const read = (name: string, principal = localPrincipal) => vault.read(principal, [name]);
  const use = (next: DerivedKeys) => void (keys = next);
  return { store, audit, vault, credentials, set, read, use };
}

describe("the vault", () => {
  test("what is stored is read back, and lies encrypted", async () => {
    const { store, set, read } = open();
    for (const value of [VALUE, "日本 \0 😀", "x", "a".repeat(65_536)]) {
      await set("token", value);
      expect(await read("token")).toEqual({ token: value });
    }
    await set("token", VALUE);
    const [row] = store.rows.values();
    expect(row?.nonce).toHaveLength(12);
    expect(row?.ciphertext).toHaveLength(VALUE.length + 16);
    expect(Buffer.from(row?.ciphertext ?? []).toString("latin1")).not.toContain(VALUE.slice(0, 4));
  });

  test("the same secret is never encrypted alike twice", async () => {
    const { vault } = open();
    const [one, other] = [vault.seal("token", undefined, VALUE), vault.seal("token", undefined, VALUE)];
    expect(one.nonce).not.toEqual(other.nonce);
    expect(one.ciphertext).not.toEqual(other.ciphertext);
  });

  test("the wrong key is a clear error, never garbage", async () => {
    const { set, read, use } = open();
    await set("token", VALUE);
    use(createTestKeys(["secret two"]));

    await expect(read("token")).rejects.toMatchObject({
      code: "unavailable",
      message: expect.stringMatching(
        /"token" was encrypted with a SECRET_KEY that this process does not have; set SECRET_KEYS_OLD/,
      ),
    });
  });

  test("the wrong key under the right id is a clear error, too", async () => {
    const { set, read, use } = open();
    await set("token", VALUE);
    const { current } = createTestKeys(["secret one"]);
    const forged = { id: current.id, key: createTestKeys(["secret two"]).current.key };
    use({ current: forged, all: [forged], isLasting: true });

    await expect(read("token")).rejects.toMatchObject({ code: "unavailable" });
  });

  test("an old key still reads", async () => {
    const { set, read, use } = open();
    await set("token", VALUE);
    use(createTestKeys(["secret two", "secret one"]));

    expect(await read("token")).toEqual({ token: VALUE });
  });

  test.for([
    ["moved to another name", { name: "other" }],
    ["moved to another principal", { principalId: "key:1" }],
    ["with another's ciphertext", { ciphertext: new Uint8Array(VALUE.length + 16) }],
    ["with another nonce", { nonce: new Uint8Array(12) }],
    ["cut short", { ciphertext: new Uint8Array(3) }],
    ["emptied", { ciphertext: new Uint8Array(0), nonce: new Uint8Array(0) }],
  ] as const)("a row that was %s fails", async ([, change]) => {
    const { store, set, vault } = open();
    const { id } = await set("token", VALUE);
    const row = store.rows.get(id);
    if (row === undefined) throw new Error("not stored");
    store.rows.set(id, { ...row, ...change });

    await expect(vault.read(ann, ["name" in change ? change.name : "token"])).rejects.toMatchObject({
      code: "unavailable",
      message: expect.stringContaining("changed or moved"),
    });
  });

  test("the caller's own is taken before the shared one, and never another's", async () => {
    const { set, vault } = open();
    await set("token", "shared-value");
    await set("token", "ann's value", "key:1");
    await set("mine", "bob's value", "user:2");

    expect(await vault.read(ann, ["token"])).toEqual({ token: "ann's value" });
    expect(await vault.read(localPrincipal, ["token"])).toEqual({ token: "shared-value" });
    await expect(vault.read(ann, ["token", "mine", "none"])).rejects.toMatchObject({
      code: "not_found",
      message: expect.stringMatching(/mcp-tools credentials set mine; mcp-tools credentials set none$/),
    });
  });

  test("nothing is stored under a key that ends with the process", async () => {
    const { set, store } = open(createTestKeys(["random"], false));

    await expect(set("token", VALUE)).rejects.toMatchObject({
      code: "unavailable",
      message: expect.stringContaining("Set the same SECRET_KEY"),
    });
    expect(store.rows.size).toBe(0);
  });
});

describe("a credential never leaves", () => {
  test("through the API", async () => {
    const { credentials, set } = open();
    const stored = await set("token", VALUE, "key:1");
    const [listed] = await credentials.listCredentials(operator);

    expect(listed).toEqual(stored);
    expect(Object.keys(listed ?? {}).toSorted()).toEqual(
      ["createdAt", "id", "key", "name", "principalId", "updatedAt", "updatedBy"].toSorted(),
    );
    expect(listed).toMatchObject({ name: "token", principalId: "key:1", updatedBy: "operator", key: "current" });
  });

  test("through the audit, or an error", async () => {
    const { credentials, set, audit, use } = open();
    const errors: unknown[] = [];
    const keep = (error: unknown) => errors.push(error instanceof Error ? error.message : error);
    await set("token", VALUE);
    await set("Not a name", VALUE).catch(keep);
    await set("token", VALUE, "nobody").catch(keep);
    await set("token", VALUE.repeat(10_000)).catch(keep);
    await credentials.setCredential(viewer, { name: "token", value: VALUE }).catch(keep);
    use(createTestKeys(["secret two"]));
    await credentials.rotateCredentials(operator);
    await credentials.deleteCredential(operator, { name: "token" });
    const left = JSON.stringify([audit.rows, errors]);

    expect(errors).toHaveLength(4);
    expect(left).not.toContain(VALUE);
    expect(left).not.toContain(Buffer.from(VALUE).toString("base64"));
  });

  test("through a call: result, error, record", async () => {
    const { set, vault } = open();
    await set("token", VALUE);
    const { call, rows } = createTestToolbox(
      [
        {
          name: "t",
          description: "d",
          access: "read",
          credentials: ["token"],
          run: (_input, { credentials }) => `It is ${credentials["token"]}.`,
        },
      ],
      { credentials: vault },
    );

    expect(await call("t")).toMatchObject({ result: { content: [{ text: "It is ••••." }] } });
    expect(JSON.stringify(rows)).not.toContain(VALUE);
  });
});

describe("the verbs", () => {
  test("every change is recorded, with its name and never its value", async () => {
    const { credentials, set, audit } = open();
    const { id } = await set("token", VALUE, "key:1");
    await credentials.deleteCredential(operator, { name: "token", principalId: "key:1" });

    expect(audit.rows).toMatchObject([
      {
        kind: "change",
        action: "credential.set",
        subject: id,
        principalId: "operator",
        arguments: '{"name":"token","principalId":"key:1"}',
        outcome: "ok",
      },
      { kind: "change", action: "credential.delete", subject: id },
    ]);
  });

  test("who may not is told so, and that is recorded", async () => {
    const { credentials, audit, store } = open();
    const auditor: Actor = { ...operator, role: "auditor" };
    for (const attempt of [
      () => credentials.setCredential(auditor, { name: "token", value: VALUE }),
      () => credentials.deleteCredential(auditor, { name: "token" }),
      () => credentials.rotateCredentials(auditor),
      () => credentials.listCredentials(viewer),
    ])
      await expect(attempt()).rejects.toMatchObject({ code: "forbidden" });

    expect(await credentials.listCredentials(auditor)).toEqual([]);
    expect(audit.rows.map(({ action, outcome }) => [action, outcome])).toEqual([
      ["credential.set", "refused"],
      ["credential.delete", "refused"],
      ["credential.rotate", "refused"],
      ["credential.list", "refused"],
    ]);
    expect(store.rows.size).toBe(0);
  });

  test("a key may be given by its name, and is kept by its id", async () => {
    const { credentials, set, vault } = open();

    expect(await set("token", VALUE, "key:ci")).toMatchObject({ principalId: "key:1" });
    expect(await vault.read(ann, ["token"])).toEqual({ token: VALUE });
    await expect(set("token", VALUE, "key:nobody")).rejects.toMatchObject({
      code: "not_found",
      message: 'There is no key "nobody".',
    });
    await credentials.deleteCredential(operator, { name: "token", principalId: "key:ci" });
    expect(await credentials.listCredentials(operator)).toEqual([]);
  });

  test("setting one again replaces it", async () => {
    const { set, read, credentials } = open();
    const first = await set("token", "the first value");
    const second = await set("token", "the second value");

    expect(second.id).toBe(first.id);
    expect(await read("token")).toEqual({ token: "the second value" });
    expect(await credentials.listCredentials(operator)).toHaveLength(1);
  });

  test.for(["", "Token", "a b", "a/b", "x".repeat(65), "ü"])("%j is no name", async (name) => {
    await expect(open().set(name, VALUE)).rejects.toMatchObject({ code: "invalid_input" });
  });

  test.for(["", "a".repeat(65_537), "half \ud800"])("a value of %j is refused", async (value) => {
    await expect(open().set("token", value)).rejects.toMatchObject({ code: "invalid_input" });
  });

  test("what is not there cannot be deleted, and a shared one is not a principal's", async () => {
    const { credentials, set } = open();
    await set("token", VALUE);

    for (const ref of [{ name: "other" }, { name: "token", principalId: "key:1" }])
      await expect(credentials.deleteCredential(operator, ref)).rejects.toMatchObject({ code: "not_found" });
    expect(await credentials.listCredentials(operator)).toHaveLength(1);
  });
});

describe("rotation", () => {
  test("encrypts everything under the current key, and a second one has nothing to do", async () => {
    const { credentials, set, use, read, vault } = open();
    await set("one", "the first value");
    await set("two", "the second value", "key:1");
    use(createTestKeys(["secret two", "secret one"]));
    await set("three", "the third value");
    expect((await credentials.listCredentials(operator)).map(({ key }) => key)).toEqual(["old", "old", "current"]);

    expect(await credentials.rotateCredentials(operator)).toEqual({ rotated: 2, current: 1, changed: 0, failed: [] });
    expect(await credentials.rotateCredentials(operator)).toEqual({ rotated: 0, current: 3, changed: 0, failed: [] });
    use(createTestKeys(["secret two"]));
    expect(await read("one")).toEqual({ one: "the first value" });
    expect(await vault.read(ann, ["two"])).toEqual({ two: "the second value" });
  });

  test("names what it cannot read, and does the rest", async () => {
    const { credentials, set, use, audit } = open();
    await set("lost", VALUE);
    use(createTestKeys(["secret two"]));
    await set("kept", VALUE);
    use(createTestKeys(["secret three", "secret two"]));

    expect(await credentials.rotateCredentials(operator)).toMatchObject({
      rotated: 1,
      failed: [{ name: "lost", reason: expect.stringContaining("SECRET_KEYS_OLD") }],
    });
    expect((await credentials.listCredentials(operator)).map(({ name, key }) => [name, key])).toEqual([
      ["lost", "missing"],
      ["kept", "current"],
    ]);
    expect(audit.rows.at(-1)).toMatchObject({ action: "credential.rotate", outcome: "error" });
  });

  test("does not overwrite what somebody stores meanwhile", async () => {
    const { credentials, set, use, read, store } = open();
    await set("token", "the old value");
    use(createTestKeys(["secret two", "secret one"]));
    const { reseal } = store;
    store.reseal = async (...all) => {
      await set("token", "the new value");
      return reseal(...all);
    };

    expect(await credentials.rotateCredentials(operator)).toMatchObject({ rotated: 0, changed: 1 });
    expect(await read("token")).toEqual({ token: "the new value" });
  });
});
