import { PassThrough } from "node:stream";
import type { CredentialListing, Credentials, Rotation } from "@mcp-tools/governance";
import { expect, test, vi } from "vitest";
import { collectOutput } from "../testing/collect-output.ts";
import { readSecret } from "./read-secret.ts";
import { runCredentials, type CredentialsRequest } from "./run-credentials.ts";

const VALUE = "ghx-0123456789";
const listing: CredentialListing = {
  id: "c-1",
  name: "token",
  principalId: "key:1",
  createdAt: 0,
  updatedAt: Date.UTC(2026, 10, 22, 9, 30),
  updatedBy: "operator",
  key: "old",
};

interface Options {
  readonly json?: boolean;
  readonly value?: string;
  readonly rotation?: Partial<Rotation>;
}

async function run(request: CredentialsRequest, { json = false, value = VALUE, rotation = {} }: Options = {}) {
  const credentials = {
    setCredential: vi.fn<Credentials["setCredential"]>(async () => listing),
    listCredentials: vi.fn<Credentials["listCredentials"]>(async () => [
      listing,
      { ...listing, principalId: undefined },
    ]),
    deleteCredential: vi.fn<Credentials["deleteCredential"]>(async () => {}),
    rotateCredentials: vi.fn<Credentials["rotateCredentials"]>(async () => ({
      rotated: 2,
      current: 3,
      changed: 1,
      failed: [],
      ...rotation,
    })),
  };
  const prompts: string[] = [];
  const { output, printed, noted } = collectOutput();
  const code = await runCredentials(request, {
    credentials,
    output,
    json,
    readSecret: async (prompt) => (prompts.push(prompt), value),
  });
  return { code, credentials, prompts, printed: printed(), noted: noted() };
}

test("set asks for the value, stores it as the operator, and shows it nowhere", async () => {
  const { code, credentials, prompts, printed, noted } = await run({
    verb: "set",
    name: "token",
    principalId: "key:ci",
  });

  expect(prompts).toEqual(["Value of token of key:ci (not shown): "]);
  expect(credentials.setCredential).toHaveBeenCalledExactlyOnceWith(
    expect.objectContaining({ role: "owner", transport: "cli" }),
    { name: "token", principalId: "key:ci", value: VALUE },
  );
  expect({ code, printed, noted }).toEqual({ code: 0, printed: "", noted: "Stored token of key:ci." });
  const asJson = await run({ verb: "set", name: "token" }, { json: true });
  expect(JSON.parse(asJson.printed)).toEqual(listing);
  expect(asJson.printed + asJson.noted).not.toContain(VALUE);
});

test("a value too short to be masked is stored, and that is said", async () => {
  expect((await run({ verb: "set", name: "pin" }, { value: "1234" })).noted).toContain("cannot be masked");
});

test("list shows whose they are and which key they are under", async () => {
  const { printed } = await run({ verb: "list" });

  expect(printed.split("\n")).toEqual([
    "NAME   FOR    KEY  SET                   BY",
    "token  key:1  old  2026-11-22 09:30 UTC  operator",
    "token  all    old  2026-11-22 09:30 UTC  operator",
  ]);
  expect(JSON.parse((await run({ verb: "list" }, { json: true })).printed)).toHaveLength(2);
});

test("delete names what it deleted", async () => {
  const { credentials, noted } = await run({ verb: "delete", name: "token" });

  expect(credentials.deleteCredential).toHaveBeenCalledExactlyOnceWith(expect.anything(), { name: "token" });
  expect(noted).toBe("Deleted token.");
});

test("rotate counts, and ends with 1 when some could not be read", async () => {
  expect(await run({ verb: "rotate" })).toMatchObject({
    code: 0,
    noted: "2 encrypted anew, 4 were up to date, 0 failed.",
  });
  const failed = [{ name: "token", principalId: "key:1", reason: "Another key." }];
  expect(await run({ verb: "rotate" }, { rotation: { failed } })).toMatchObject({
    code: 1,
    noted: "2 encrypted anew, 4 were up to date, 1 failed.\n- token of key:1: Another key.",
  });
  const { code, printed } = await run({ verb: "rotate" }, { rotation: { failed }, json: true });
  expect(code).toBe(1);
  expect(JSON.parse(printed)).toMatchObject({ rotated: 2, failed });
});

function createTerminal() {
  const stdin = Object.assign(new PassThrough(), { isTTY: true, setRawMode: vi.fn<(raw: boolean) => void>() });
  const stderr = new PassThrough();
  return { stdin, shown: () => String(stderr.read() ?? ""), asked: readSecret("Value: ", stdin, stderr) };
}

test("a value is asked for without showing it, and can be corrected while typing", async () => {
  const { stdin, shown, asked } = createTerminal();
  stdin.write("sec");
  stdin.write("rex\x7ft é");
  stdin.write("\r");

  expect(await asked).toBe("secret é");
  expect(shown()).toBe("Value: \n");
  expect(stdin.setRawMode.mock.calls).toEqual([[true], [false]]);
});

test.for([
  ["Ctrl-C", "sec\x03"],
  ["Ctrl-D", "\x04"],
] as const)("%s gives up", async ([, typed]) => {
  const { stdin, asked } = createTerminal();
  stdin.write(typed);

  await expect(asked).rejects.toMatchObject({ code: "cancelled" });
});

test.for([
  ["a line", "secret\n", "secret"],
  ["a line of Windows", "secret\r\n", "secret"],
  ["several lines, as a PEM has them", "one\ntwo\n\n", "one\ntwo\n"],
  ["spaces that belong to it", " secret ", " secret "],
] as const)("%s is taken from a pipe", async ([, piped, expected]) => {
  const stdin = new PassThrough();
  stdin.end(piped);

  expect(await readSecret("", stdin)).toBe(expected);
});

test("a pipe without end is not read to its end", async () => {
  const stdin = new PassThrough();
  const reading = readSecret("", stdin);
  for (let index = 0; index < 20; index++) stdin.write("x".repeat(100_000));

  await expect(reading).rejects.toMatchObject({ code: "invalid_input" });
});
