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
    keys: record("keys"),
    credentials: record("credentials"),
    approvals: record("approvals"),
    audit: record("audit"),
    backup: record("backup"),
    policy: policyActions(record),
    people: record("people"),
    tokens: record("tokens"),
    setupLink: record("setup-link"),
  };
  await quietProgram(actions).parseAsync(line.split(" ").filter(Boolean), { from: "user" });
  if (!seen) throw new Error("no action ran");
  return seen;
}

type Action = (options: object) => Promise<void>;

function policyActions(action: (name: string) => Action): Actions["policy"] {
  return {
    apply: action("apply"),
    export: action("export"),
    showPolicy: action("policy show"),
    listVersions: action("policy history"),
    listRules: action("policy rules"),
    simulate: action("policy simulate"),
    listTools: action("tools list"),
    switchTool: action("tools switch"),
  };
}

function quietProgram(actions: Actions) {
  const program = createProgram(actions, "1.2.3");
  const nested = program.commands.flatMap((command) => [command, ...command.commands]);
  for (const command of [program, ...nested]) command.configureOutput({ writeOut() {}, writeErr() {} });
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

test("keys create takes a name, what the key is good for, and limits", async () => {
  const line =
    "keys create --name ci --toolset a --toolset b --tool read_* --access read,write --calls-per-minute 60 --output-bytes 1000 --person user:1 --json --data-dir /d";
  expect(await parse(line)).toEqual({
    action: "keys",
    options: {
      flags: { DATA_DIR: "/d" },
      envFile: undefined,
      json: true,
      verb: "create",
      input: {
        name: "ci",
        grant: { toolsets: ["a", "b"], tools: ["read_*"], access: ["read", "write"] },
        limits: { callsPerMinute: 60 },
        output: { bytes: 1000 },
        personId: "user:1",
      },
    },
  });
  expect(await parse("keys create --name ci")).toMatchObject({ options: { json: false, input: { name: "ci" } } });
});

test.for([
  ["90d", 90 * 86_400_000],
  ["1h", 3_600_000],
] as const)("a key may expire in %s", async ([text, ms]) => {
  const { options } = await parse(`keys create --name ci --expires ${text}`);
  const { expiresAt } = options["input"] as { expiresAt: number };
  expect(Math.abs(expiresAt - Date.now() - ms)).toBeLessThan(60_000);
});

test.for([
  ["keys list", { verb: "list", revoked: false }],
  ["keys list --revoked", { verb: "list", revoked: true }],
  ["keys show ci", { verb: "show", key: "ci" }],
  ["keys update ci --access read", { verb: "update", key: "ci", changes: { grant: { access: ["read"] } } }],
  ["keys update ci --expires none --person none", { changes: { expiresAt: null, personId: null } }],
  ["keys update ci --in-flight none --calls-per-day 9", { changes: { limits: { inFlight: null, callsPerDay: 9 } } }],
  ["keys update ci --toolset *", { changes: { grant: { toolsets: null } } }],
  ["keys create --name x --toolset *", { input: { name: "x", grant: {} } }],
  ["keys rotate ci", { verb: "rotate", key: "ci" }],
  ["keys rotate ci --overlap 0", { verb: "rotate", key: "ci", overlapMs: 0 }],
  ["keys rotate ci --overlap 7d", { verb: "rotate", key: "ci", overlapMs: 604_800_000 }],
  ["keys revoke ci", { verb: "revoke", key: "ci" }],
  ["keys create --name x --expires 2100-01-01", { input: { expiresAt: Date.UTC(2100, 0, 1) } }],
] as const)("`%s` is understood", async ([line, options]) => {
  expect(await parse(line)).toMatchObject({ action: "keys", options });
});

test.for([
  ["credentials set token --json", { verb: "set", name: "token", json: true }],
  ["credentials set token --principal key:ci", { verb: "set", name: "token", principalId: "key:ci", json: false }],
  ["credentials list --data-dir /d", { verb: "list", flags: { DATA_DIR: "/d" } }],
  ["credentials delete token --principal local", { verb: "delete", name: "token", principalId: "local" }],
  ["credentials rotate", { verb: "rotate", json: false }],
] as const)("`%s` is understood", async ([line, options]) => {
  expect(await parse(line)).toMatchObject({ action: "credentials", options });
});

test.for([
  ["list", { verb: "list", state: "waiting", limit: 50 }],
  ["list --state all --limit 5", { verb: "list", state: undefined, limit: 5 }],
  ["show 019", { verb: "show", id: "019" }],
  ["approve 019", { verb: "approve", id: "019", scope: undefined, reason: undefined, yes: false }],
  ["approve 019 --for 10m --yes", { verb: "approve", id: "019", scope: { minutes: 10 }, reason: undefined, yes: true }],
  ["approve 019 --for 2h", { verb: "approve", id: "019", scope: { minutes: 120 }, reason: undefined, yes: false }],
  ["approve 019 --always --reason ok", { verb: "approve", id: "019", scope: "always", reason: "ok", yes: false }],
  ["refuse 019 --reason no", { verb: "refuse", id: "019", reason: "no" }],
  ["grants", { verb: "grants" }],
  ["revoke-grant 019", { verb: "revoke-grant", id: "019" }],
] as const)("approvals %s", async ([line, command]) => {
  expect(await parse(`approvals ${line} --data-dir /d --json`)).toEqual({
    action: "approvals",
    options: { flags: { DATA_DIR: "/d" }, envFile: undefined, json: true, command },
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
    line: "people reset-second-factor a@example.com --json",
    action: "people",
    command: { verb: "reset-second-factor", email: "a@example.com" },
    json: true,
  },
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

const noSearch = {
  from: undefined,
  to: undefined,
  kinds: undefined,
  outcomes: undefined,
  tool: undefined,
  principal: undefined,
  subject: undefined,
  text: undefined,
};

test.for([
  { line: "audit list", json: false, command: { verb: "list", search: noSearch, limit: 50 } },
  {
    line: "audit list --from 24h --to 1h --kind call change --outcome refused --tool t --principal key:1 --text a --limit 5 --json",
    json: true,
    command: {
      verb: "list",
      search: {
        ...noSearch,
        from: "24h",
        to: "1h",
        kinds: ["call", "change"],
        outcomes: ["refused"],
        tool: "t",
        principal: "key:1",
        text: "a",
      },
      limit: 5,
    },
  },
  {
    line: "audit export --format csv --subject s --out a.csv",
    json: false,
    command: { verb: "export", search: { ...noSearch, subject: "s" }, format: "csv", out: "a.csv" },
  },
  {
    line: "audit verify --heads h.json --save-heads h.json --json",
    json: true,
    command: { verb: "verify", heads: "h.json", saveHeads: "h.json" },
  },
])("`$line` is understood", async ({ line, json, command }) => {
  expect(await parse(line)).toEqual({
    action: "audit",
    options: { flags: {}, envFile: undefined, json, command },
  });
});

test.for(["stdio", "doctor", "migrate"])("%s takes a data folder", async (command) => {
  expect(await parse(`${command} --data-dir /d`)).toMatchObject({
    action: command,
    options: { flags: { DATA_DIR: "/d" } },
  });
});

test.for([
  {
    line: "apply -f a.yaml",
    action: "apply",
    options: { file: "a.yaml", plan: false, prune: false, yes: false, json: false },
  },
  {
    line: "apply -f - --prune --yes --json",
    action: "apply",
    options: { file: "-", prune: true, yes: true, json: true },
  },
  { line: "apply -f a --plan", action: "apply", options: { plan: true } },
  { line: "plan -f a --prune", action: "apply", options: { file: "a", plan: true, prune: true } },
  { line: "export", action: "export", options: { out: undefined } },
  { line: "export -o a.yaml --data-dir /d", action: "export", options: { out: "a.yaml", flags: { DATA_DIR: "/d" } } },
  { line: "policy show --json", action: "policy show", options: { version: undefined, json: true } },
  { line: "policy show 3", action: "policy show", options: { version: 3 } },
  { line: "policy history --limit 5", action: "policy history", options: { limit: 5 } },
  { line: "policy rules", action: "policy rules", options: { json: false } },
  {
    line: "policy simulate --rule {} --since 7d --position 0",
    action: "policy simulate",
    options: { rule: "{}", file: undefined, since: "7d", position: 0 },
  },
  { line: "tools list", action: "tools list", options: { json: false } },
  { line: "tools disable fetch", action: "tools switch", options: { tool: "fetch", enabled: false } },
  { line: "tools enable fetch --json", action: "tools switch", options: { tool: "fetch", enabled: true, json: true } },
])("`$line`", async ({ line, action, options }) => {
  expect(await parse(line)).toMatchObject({ action, options });
});

test.for([
  "--port",
  "--nonsense",
  "apply",
  "policy",
  "policy show x",
  "policy simulate --since 1h",
  "tools disable",
  "--transport carrier-pigeon",
  "connect emacs",
  "connect",
  "call",
  "doctor extra",
  "stdio --port 1",
  "audit",
  "audit export",
  "audit export --format xml",
  "audit list --limit 501",
  "audit list --kind everything",
  "keys",
  "keys make",
  "keys create",
  "keys create --name x --access admin",
  "keys create --name x --access read,",
  "keys create --name x --expires tomorrow",
  "keys create --name x --calls-per-minute 0",
  "keys show",
  "keys update ci",
  "keys update --name x",
  "keys update ci --in-flight 0",
  "keys create --name x --in-flight none",
  "keys rotate x --overlap 1month",
  "keys revoke x y",
  "credentials",
  "credentials set",
  "credentials set token its-value",
  "credentials set token --value x",
  "credentials delete",
  "credentials list token",
  "approvals list --state none",
  "approvals list --limit 501",
  "approvals approve",
  "approvals approve 019 --for 25h",
  "approvals approve 019 --for 10m --always",
  "approvals refuse 019",
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
      keys: none,
      credentials: none,
      approvals: none,
      audit: none,
      backup: none,
      policy: policyActions(() => none),
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
    "keys",
    "credentials",
    "approvals",
    "--transport",
    "--no-admin",
    "--admin-port",
    "--data-dir",
  ])
    expect(help).toContain(word);
});

describe("backup, restore", () => {
  test.for([
    { line: "backup b.mcp", command: { verb: "backup", file: "b.mcp", passphraseFile: undefined }, json: false },
    {
      line: "restore b.mcp --passphrase-file words --replace --yes --json",
      command: { verb: "restore", file: "b.mcp", passphraseFile: "words", replace: true, yes: true },
      json: true,
    },
  ])("$line", async ({ line, command, json }) => {
    expect(await parse(line)).toMatchObject({ action: "backup", options: { command, json } });
  });

  test.for(["backup", "restore", "backup a b", "backup a --replace"])("%s is refused", async (line) => {
    await expect(parse(line)).rejects.toThrow(CommanderError);
  });
});
