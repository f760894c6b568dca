import type { AuditRecord } from "@mcp-tools/core";
import { createKeyVerbs } from "@mcp-tools/governance";
import { createMemoryKeyStore } from "@mcp-tools/governance/testing";
import { expect, test } from "vitest";
import { collectOutput } from "../testing/collect-output.ts";
import { runKeys, type KeysRequest } from "./run-keys.ts";

function open() {
  const rows: AuditRecord[] = [];
  const verbs = createKeyVerbs({
    keys: createMemoryKeyStore(),
    audit: { record: async (row) => void rows.push(row) },
  });
  const run = async (request: KeysRequest, json = false) => {
    const { output, printed, noted } = collectOutput();
    await runKeys(request, { verbs, output, json, url: "http://127.0.0.1:9090" });
    return { printed: printed(), noted: noted(), json: json ? (JSON.parse(printed()) as Record<string, unknown>) : {} };
  };
  return { run, rows };
}

const create = (name = "ci", rest: object = {}): KeysRequest => ({ verb: "create", input: { name, ...rest } });

test("create prints the key alone to stdout, and how to use it to stderr", async () => {
  const { run, rows } = open();
  const { printed, noted } = await run(create());

  expect(printed).toMatch(/^mcpt_[0-9A-Za-z]{50}$/);
  expect(noted).toMatch(/shown this once/);
  expect(noted).toContain("http://127.0.0.1:9090/mcp");
  expect(noted).not.toContain(printed);
  expect(rows).toMatchObject([{ action: "key.create", principalId: "operator", transport: "cli" }]);
});

test("create as JSON is one object with the key and its id", async () => {
  const { run } = open();
  const { json, noted } = await run(
    create("ci", { grant: { access: ["read"] }, expiresAt: Date.UTC(2100, 0, 1) }),
    true,
  );

  expect(json).toMatchObject({
    id: expect.any(String),
    key: expect.stringMatching(/^mcpt_/),
    name: "ci",
    grant: { access: ["read"] },
    expiresAt: "2100-01-01T00:00:00.000Z",
  });
  expect(JSON.stringify(json)).not.toContain("hash");
  expect(noted).toBe("");
});

test("list and show name everything but what lets anyone in", async () => {
  const { run } = open();
  const { printed: secret } = await run(create("ci", { grant: { toolsets: ["docs"] }, limits: { inFlight: 2 } }));
  await run(create("other"));
  const { printed: list } = await run({ verb: "list", revoked: false });
  expect(list.split("\n")).toHaveLength(3);
  expect(list).toMatch(
    /^NAME +STATE +KEY +ACCESS +TOOLSETS +EXPIRES +LAST USED\nother +active .*\nci +active +mcpt_\w{8}… +all +docs +never +never$/,
  );
  const { printed: shown } = await run({ verb: "show", key: "ci" });
  expect(shown).toMatch(/^Name +ci\n/);
  expect(shown).toMatch(/\nCalls in flight +2\n/);
  const [listed, single] = [
    await run({ verb: "list", revoked: false }, true),
    await run({ verb: "show", key: "ci" }, true),
  ];
  expect(single.json).toMatchObject({ name: "ci", state: "active" });
  for (const text of [list, shown, listed.printed, single.printed]) expect(text).not.toContain(secret.slice(13));
});

test("an empty list says how to make a key, and is empty as JSON", async () => {
  const { run } = open();
  expect(await run({ verb: "list", revoked: false })).toMatchObject({
    printed: "",
    noted: expect.stringContaining("create"),
  });
  expect((await run({ verb: "list", revoked: false }, true)).printed).toBe("[]");
});

const nothing = { grant: {}, limits: {}, output: {} };

test("update changes what is said and leaves the rest of the same part as it is", async () => {
  const { run, rows } = open();
  await run(create("ci", { grant: { toolsets: ["docs"], access: ["read"] }, limits: { inFlight: 2, callsPerDay: 5 } }));
  const changes = { ...nothing, name: "cd", grant: { toolsets: null }, limits: { callsPerDay: 9 } };
  const { json } = await run({ verb: "update", key: "ci", changes }, true);

  expect(json).toMatchObject({ name: "cd", grant: { access: ["read"] }, limits: { inFlight: 2, callsPerDay: 9 } });
  expect(json["grant"]).not.toHaveProperty("toolsets");
  expect(rows.at(-1)).toMatchObject({ action: "key.update", transport: "cli" });

  const none = { ...nothing, grant: { access: null }, limits: { inFlight: null, callsPerDay: null } };
  const { printed, noted } = await run({ verb: "update", key: "cd", changes: none });
  expect(noted).toContain('"cd" is changed');
  expect(printed).toMatch(/\nAccess +all\n/);
  expect(printed).not.toContain("Calls in flight");
  await expect(run({ verb: "update", key: "ci", changes: nothing })).rejects.toMatchObject({ code: "not_found" });
});

test("rotate prints the new key and how long the old one stays good", async () => {
  const { run } = open();
  const { printed: first } = await run(create());
  const later = await run({ verb: "rotate", key: "ci", overlapMs: undefined });
  expect(later.printed).toMatch(/^mcpt_/);
  expect(later.printed).not.toBe(first);
  expect(later.noted).toMatch(/stays good until \d{4}-/);
  expect((await run({ verb: "rotate", key: "ci", overlapMs: 0 })).noted).toMatch(/no longer good/);
  expect((await run({ verb: "rotate", key: "ci", overlapMs: 0 }, true)).json).toMatchObject({
    key: expect.stringMatching(/^mcpt_/),
  });
});

test("revoke ends a key by its name or by the key itself", async () => {
  const { run } = open();
  const { printed: secret } = await run(create());
  expect((await run({ verb: "revoke", key: secret })).noted).toContain('"ci" is revoked');
  await expect(run({ verb: "revoke", key: "ci" })).rejects.toMatchObject({ code: "not_found" });
  expect((await run({ verb: "list", revoked: true })).printed).toMatch(/ci +revoked/);
});
