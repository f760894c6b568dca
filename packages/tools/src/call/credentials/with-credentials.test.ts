import { AppError, silentLogger, type Logger } from "@mcp-tools/core";
import { describe, expect, test, vi } from "vitest";
import * as z from "zod";
import type { Definition, ToolContext, ToolDefinition } from "../../define-tool.ts";
import { openPolicy } from "../../policy.ts";
import { createTestClient, createTestToolbox } from "../../testing.ts";
import type { Approver, CredentialSource } from "../ports.ts";

const SECRET = "ghx-0123456789/abc+def";
const BASE64 = Buffer.from(`ann:${SECRET}`).toString("base64");

const tool = (run: ToolDefinition["run"], more: Partial<ToolDefinition> = {}): readonly Definition[] => [
  {
    name: "t",
    description: "d",
    access: "read",
    credentials: ["github_token"],
    input: z.looseObject({}),
    ...more,
    run,
  },
];
const source = (values: Readonly<Record<string, string>> = { github_token: SECRET }) => ({
  read: vi.fn<CredentialSource["read"]>(async () => values),
});

/** Everything that left: to the client, to the audit, to the log. */
async function everythingThatLeft(run: ToolDefinition["run"], more: Partial<ToolDefinition> = {}, args: unknown = {}) {
  const left: unknown[] = [];
  const log = (fields: object, message: string) => void left.push(describeForLog(fields), message);
  const logger: Logger = {
    debug: log,
    info: log,
    warn: log,
    error: log,
    fatal: log,
    child: (bindings) => (left.push(bindings), logger),
  };
  const client = createTestClient();
  const { call, rows, announced } = createTestToolbox(tool(run, more), { credentials: source(), logger });
  const answer = await call("t", args, { client, progress: (...step) => left.push(step) });
  left.push(answer, rows, announced, client.asked, client.logged);
  return { answer, rows, left: JSON.stringify(left) };
}

/** Errors with what a log shows of them. */
function describeForLog(fields: object): unknown {
  return Object.entries(fields).map(([name, value]) =>
    value instanceof Error ? [name, value.message, value.stack, String(value.cause)] : [name, value],
  );
}

test("a tool is given the credentials that it declared, for its caller", async () => {
  const credentials = source();
  const seen: unknown[] = [];
  const { call, rows } = createTestToolbox(
    tool((_input, ctx) => {
      seen.push(ctx.credentials);
      return "done";
    }),
    { credentials },
  );

  expect(await call("t")).toMatchObject({ result: { content: [{ text: "done" }] } });
  expect(seen).toEqual([{ github_token: SECRET }]);
  expect(credentials.read).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ id: "local" }), ["github_token"]);
  expect(rows).toMatchObject([{ outcome: "ok" }]);
});

test("a tool that declares none costs no look, and is given none", async () => {
  const credentials = source();
  for (const declared of [undefined, []]) {
    const { call } = createTestToolbox(
      tool((_input, ctx) => JSON.stringify(ctx.credentials) + SECRET, { credentials: declared as string[] }),
      { credentials },
    );
    expect(await call("t")).toMatchObject({ result: { content: [{ text: `{}${SECRET}` }] } });
  }
  expect(credentials.read).not.toHaveBeenCalled();
});

test.for([
  ["that nobody has stored", new AppError("not_found", "Nobody has stored github_token.")],
  ["that cannot be decrypted", new AppError("unavailable", "github_token was encrypted with another key.")],
] as const)("without a credential %s the call is refused, and says why", async ([, error]) => {
  const run = vi.fn<() => string>(() => "done");
  const { call, rows } = createTestToolbox(tool(run), { credentials: { read: () => Promise.reject(error) } });

  expect(await call("t")).toEqual({
    kind: "result",
    result: { isError: true, content: [{ type: "text", text: error.message }] },
  });
  expect(run).not.toHaveBeenCalled();
  expect(rows).toMatchObject([{ outcome: "refused", message: error.message }]);
});

test("without a vault the call is refused", async () => {
  const { call, rows } = createTestToolbox(tool(() => "done"));

  expect(await call("t")).toMatchObject({
    result: { isError: true, content: [{ text: expect.stringMatching(/github_token/) }] },
  });
  expect(rows).toMatchObject([{ outcome: "refused" }]);
});

test("nobody is asked to approve a call whose credential is missing", async () => {
  const ask = vi.fn<Approver["ask"]>(async () => ({
    kind: "given",
    policyVersion: undefined,
    settle: async () => {},
    giveBack: async () => {},
  }));
  const asks = (credentials: CredentialSource) =>
    createTestToolbox(
      tool(() => "done"),
      {
        credentials,
        approver: { ask },
        policy: (registry) => ({ ...openPolicy(registry), decide: () => ({ effect: "ask", reason: "because" }) }),
      },
    ).call("t");
  const missing = { read: () => Promise.reject(new AppError("not_found", "Nobody has stored github_token.")) };

  expect(await asks(missing)).toMatchObject({ result: { isError: true } });
  expect(ask).not.toHaveBeenCalled();
  expect(await asks(source())).toMatchObject({ result: { content: [{ text: "done" }] } });
  expect(ask).toHaveBeenCalledOnce();
});

describe("a credential never leaves", () => {
  const ways: readonly (readonly [string, ToolDefinition["run"], Partial<ToolDefinition>?])[] = [
    ["in a text", () => `Bearer ${SECRET}`],
    ["in base64 within a text", () => `Authorization: Basic ${BASE64}`],
    ["in a URL", () => `https://api.example.com/?token=${encodeURIComponent(SECRET)}`],
    ["in structured content", () => ({ headers: [{ authorization: SECRET }], [SECRET]: 1 })],
    ["in what fits an output schema", () => ({ token: SECRET }), { output: z.object({ token: z.string() }) }],
    [
      "in what does not fit its output schema",
      () => ({ token: SECRET }),
      { output: z.object({ token: z.literal("x") }) },
    ],
    [
      "in content blocks",
      () => ({
        content: [
          { type: "text", text: SECRET },
          { type: "resource", resource: { uri: `x://${SECRET}`, blob: Buffer.from(SECRET).toString("base64") } },
          { type: "resource_link", uri: "x://2", name: SECRET, description: SECRET },
        ],
        _meta: { SECRET },
      }),
    ],
    ["in an error that it returns", () => ({ content: [{ type: "text", text: `401 with ${SECRET}` }], isError: true })],
    [
      "in an error that it throws",
      () => {
        throw Object.assign(new Error(`401 with ${SECRET}`, { cause: new Error(SECRET) }), { config: SECRET });
      },
    ],
    [
      "in an AppError",
      async () => {
        throw new AppError("unavailable", `401 with ${SECRET}`, { detail: SECRET });
      },
    ],
    [
      "in something else that it throws",
      () => {
        const thrown: unknown = SECRET;
        throw thrown;
      },
    ],
    [
      "in a refusal to be written down",
      () => ({
        toJSON() {
          throw new Error(SECRET);
        },
      }),
    ],
    ["in progress, logs and announcements", sayEverything],
    [
      "in a question to the client",
      async (_input, { ask }) => {
        await ask({ message: `Use ${SECRET}?`, schema: { type: "object", properties: { a: { const: SECRET } } } });
        return "done";
      },
    ],
  ];
  function sayEverything(_input: unknown, ctx: ToolContext): string {
    ctx.progress(1, 2, `with ${SECRET}`);
    ctx.logToClient("info", { SECRET });
    for (const level of ["debug", "info", "warn", "error", "fatal"] as const)
      ctx.log[level]({ err: new Error(SECRET), SECRET }, SECRET);
    ctx.log.child({ SECRET }).info({}, SECRET);
    ctx.announce({ kind: "resource_updated", uri: `x://${SECRET}` });
    return "done";
  }

  test.for(ways)("%s", async ([, run, more]) => {
    const { left } = await everythingThatLeft(run, more);

    for (const form of [SECRET, encodeURIComponent(SECRET), BASE64, Buffer.from(SECRET).toString("base64")])
      expect(left).not.toContain(form);
    expect(left.length).toBeGreaterThan(100);
  });

  test("in recorded arguments, should the caller know it", async () => {
    const { rows } = await everythingThatLeft(() => "done", {}, { note: `is it ${SECRET}?` });

    expect(rows).toMatchObject([{ arguments: '{"note":"is it ••••?"}' }]);
  });

  test("while the rest is told as it is", async () => {
    const { answer, rows } = await everythingThatLeft(() => {
      throw new Error(`401 with ${SECRET} from the API`);
    });

    expect(answer).toMatchObject({
      result: { content: [{ text: "The tool failed: 401 with •••• from the API" }], isError: true },
    });
    expect(rows).toMatchObject([{ outcome: "error", message: "The tool failed: 401 with •••• from the API" }]);
  });

  test("to the result that is kept", async () => {
    const kept: unknown[] = [];
    const { call } = createTestToolbox(
      tool(() => `${SECRET}\n`.repeat(1_000)),
      {
        credentials: source(),
        resultBytesMax: 100,
        results: { keep: async (...all) => (kept.push(all), "mcp-tools://results/x/1") },
      },
    );
    await call("t");

    expect(kept).toHaveLength(1);
    expect(JSON.stringify(kept)).not.toContain(SECRET);
  });
});

test.for([[["Github"]], [["a".repeat(65)]], [["a b"]], [[""]], [[7]], ["github_token"]] as const)(
  "a tool that names its credentials %j is refused at registration",
  async ([credentials]) => {
    const definition = tool(() => "done", { credentials: credentials as unknown as string[] });
    await expect(createTestToolbox(definition).toolbox.load()).rejects.toMatchObject({ code: "invalid_input" });
  },
);

test("a fault of the vault is a failed call, not a run without credentials", async () => {
  const run = vi.fn<() => string>(() => "done");
  const error = vi.fn<Logger["error"]>();
  const { call, rows } = createTestToolbox(tool(run), {
    credentials: { read: () => Promise.reject(new TypeError("broken")) },
    logger: { ...silentLogger, error },
  });

  expect(await call("t")).toMatchObject({ result: { isError: true } });
  expect(run).not.toHaveBeenCalled();
  expect(rows).toMatchObject([{ outcome: "error" }]);
  expect(error).toHaveBeenCalledOnce();
});
