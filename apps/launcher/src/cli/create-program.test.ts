import { CommanderError } from "commander";
import { describe, expect, test } from "vitest";
import { createProgram, type Actions } from "./create-program.ts";

async function parse(line: string): Promise<{ action: string; options: Record<string, unknown> }> {
  let seen: { action: string; options: Record<string, unknown> } | undefined;
  const record = (action: string) => (options: object) => {
    seen = { action, options: { ...options } };
    return Promise.resolve();
  };
  const actions: Actions = {
    serve: record("serve"),
    stdio: record("stdio"),
    doctor: record("doctor"),
    migrate: record("migrate"),
    call: record("call"),
    connect: record("connect"),
    people: record("people"),
    tokens: record("tokens"),
    setupLink: record("setup-link"),
  };
  await quietProgram(actions).parseAsync(line.split(" ").filter(Boolean), { from: "user" });
  if (!seen) throw new Error("no action ran");
  return seen;
}

function quietProgram(actions: Actions) {
  const program = createProgram(actions, "1.2.3");
  for (const command of [program, ...program.commands, ...program.commands.flatMap(({ commands }) => commands)])
    command.configureOutput({ writeOut() {}, writeErr() {} });
  return program;
}

describe("serve", () => {
  test.for([
    { line: "", transport: "sse", admin: true },
    { line: "serve", transport: "sse", admin: true },
    { line: "--transport both", transport: "both", admin: true },
    { line: "--transport stdio", transport: "stdio", admin: false },
    { line: "--transport stdio --admin", transport: "stdio", admin: true },
    { line: "serve --no-admin", transport: "sse", admin: false },
  ])("`$line` serves $transport, console: $admin", async ({ line, transport, admin }) => {
    expect(await parse(line)).toMatchObject({ action: "serve", options: { transport, admin } });
  });

  test("options become settings, and only those given", async () => {
    const { options } = await parse(
      "--host 0.0.0.0 --port 9000 --admin-host ::1 --admin-port 9001 --data-dir /d --log-level warn --settings prod.env",
    );

    expect(options["flags"]).toEqual({
      HOST: "0.0.0.0",
      PORT: "9000",
      ADMIN_HOST: "::1",
      ADMIN_PORT: "9001",
      DATA_DIR: "/d",
      LOG_LEVEL: "warn",
    });
    expect(options["envFile"]).toBe("prod.env");
    expect((await parse("serve --port 1")).options["flags"]).toEqual({ PORT: "1" });
  });
});

test("call takes a tool and its arguments", async () => {
  expect(await parse('call get_current_time {"timezone":"UTC"} --json')).toEqual({
    action: "call",
    options: { flags: {}, envFile: undefined, tool: "get_current_time", input: '{"timezone":"UTC"}', json: true },
  });
});

test("connect takes a client it knows", async () => {
  expect(await parse("connect vscode --http --write --name work --port 8080")).toEqual({
    action: "connect",
    options: {
      flags: { PORT: "8080" },
      envFile: undefined,
      client: "vscode",
      name: "work",
      http: true,
      write: true,
      file: undefined,
      json: false,
    },
  });
});

test.for([
  {
    line: "people invite --email a@example.com --role viewer",
    action: "people",
    command: { verb: "invite", email: "a@example.com", role: "viewer" },
  },
  { line: "people list --json", action: "people", command: { verb: "list" }, json: true },
  {
    line: "people role a@example.com admin",
    action: "people",
    command: { verb: "role", email: "a@example.com", role: "admin" },
  },
  { line: "people remove a@example.com", action: "people", command: { verb: "remove", email: "a@example.com" } },
  {
    line: "tokens create --name ci --role admin --expires 90d --json",
    action: "tokens",
    command: { verb: "create", name: "ci", role: "admin", expires: "90d" },
    json: true,
  },
  { line: "tokens revoke ci", action: "tokens", command: { verb: "revoke", token: "ci" } },
])("`$line` is understood", async ({ line, action, command, json = false }) => {
  expect(await parse(`${line} --data-dir /d`)).toMatchObject({
    action,
    options: { command, json, flags: { DATA_DIR: "/d" } },
  });
});

test("a set-up link is made for the console's address", async () => {
  expect(await parse("setup-link --admin-port 9000")).toMatchObject({
    action: "setup-link",
    options: { flags: { ADMIN_PORT: "9000" } },
  });
});

test.for(["stdio", "doctor", "migrate"])("%s takes a data folder", async (command) => {
  expect(await parse(`${command} --data-dir /d`)).toMatchObject({
    action: command,
    options: { flags: { DATA_DIR: "/d" } },
  });
});

test.for([
  "--port",
  "--nonsense",
  "--transport carrier-pigeon",
  "connect emacs",
  "connect",
  "call",
  "doctor extra",
  "stdio --port 1",
  "people",
  "people invite --email a@example.com",
  "people invite --email a@example.com --role god",
  "people role a@example.com",
  "tokens create --role admin",
])("`%s` is refused", async (line) => {
  await expect(parse(line)).rejects.toSatisfy((error) => error instanceof CommanderError && error.exitCode !== 0);
});

test.for(["--help", "--version", "serve --help", "call --help"])("`%s` ends well", async (line) => {
  await expect(parse(line)).rejects.toMatchObject({ exitCode: 0 });
});

test("the help names every command and every option of serve", () => {
  let help = "";
  const none = () => Promise.resolve();
  const program = createProgram(
    {
      serve: none,
      stdio: none,
      doctor: none,
      migrate: none,
      call: none,
      connect: none,
      people: none,
      tokens: none,
      setupLink: none,
    },
    "1.2.3",
  );
  program.configureOutput({ writeOut: (text) => (help += text) });
  program.outputHelp();

  for (const word of [
    "stdio",
    "doctor",
    "migrate",
    "call",
    "connect",
    "--transport",
    "--no-admin",
    "--admin-port",
    "--data-dir",
  ])
    expect(help).toContain(word);
});
