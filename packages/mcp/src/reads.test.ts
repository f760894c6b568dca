import { AppError } from "@mcp-tools/core";
import { expect, test } from "vitest";
import { transports } from "./testing/transports.ts";

const ada = { action: "accept", content: { name: "Ada" } };

test.for(transports)(
  "what is read over $name is recorded: resources and prompts, refused ones too",
  async (transport) => {
    await using peer = await transport.open();
    await peer.ask("resources/read", { uri: "test://note" });
    await peer.ask("resources/read", { uri: "test://items/none" });
    await peer.ask("prompts/get", { name: "greet", arguments: { name: "Ada" } });
    await peer.ask("prompts/get", { name: "greet" });
    expect(
      peer.tools.rows.map(({ action, tool, outcome, arguments: args, message }) => [
        action,
        tool,
        outcome,
        args,
        message,
      ]),
    ).toEqual([
      ["resources/read", "test://note", "ok", "{}", undefined],
      ["resources/read", "test://items/none", "refused", "{}", "Resource not found: test://items/none"],
      ["prompts/get", "greet", "ok", '{"name":"Ada"}', undefined],
      ["prompts/get", "greet", "refused", "{}", "Missing arguments of the prompt greet: name"],
    ]);
    for (const row of peer.tools.rows)
      expect(row).toMatchObject({ kind: "call", principalId: "local", transport: transport.transport });
    expect(peer.tools.rows[0]?.resultBytes).toBe(6);
    expect(peer.tools.toolbox.inFlight).toBe(0);
  },
);

test.for(transports)(
  "while rows cannot be stored nothing is read over $name, and the client is told why",
  async (transport) => {
    let reads = 0;
    let isAvailable = false;
    const rows: unknown[] = [];
    await using peer = await transport.open({
      governed: {
        audit: {
          isAvailable: () => isAvailable,
          record: (row) =>
            reads++ === 0 ? Promise.reject(new AppError("unavailable", "gone")) : Promise.resolve(void rows.push(row)),
        },
      },
    });
    for (const [method, params] of [
      ["resources/read", { uri: "test://note" }],
      ["prompts/get", { name: "greet", arguments: { name: "Ada" } }],
    ] as const)
      expect((await peer.ask(method, params)).message.error).toMatchObject({
        code: -32603,
        message: expect.stringContaining("nothing was read"),
      });
    isAvailable = true;
    const { message } = await peer.ask("resources/read", { uri: "test://note" });
    expect(message.result).toBeUndefined();
    expect(message.error?.message).toContain("not sent");
    expect((await peer.ask("resources/read", { uri: "test://note" })).message.result.contents).toHaveLength(1);
  },
);

test.for(transports.filter(({ era }) => era === "modern"))(
  "a prompt that asks over $name leaves a row a round",
  async (transport) => {
    await using peer = await transport.open({ capabilities: { elicitation: {} } });
    const { message } = await peer.ask("prompts/get", { name: "interview" });
    await peer.ask("prompts/get", {
      name: "interview",
      requestState: message.result.requestState,
      inputResponses: { name: ada },
    });
    expect(peer.tools.rows.map(({ outcome }) => outcome)).toEqual(["input_required", "ok"]);
  },
);
