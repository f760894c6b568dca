import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { allowAll } from "./harness/apply-config.ts";
import { type Cell, cells, type Place } from "./harness/cells.ts";
import { openLab } from "./harness/lab.ts";
import type { TestClient } from "./harness/test-client.ts";
import { until } from "./harness/until.ts";

const env = {
  TOOL_PACKS: "time,memory,conformance",
  TOOLS_DIR: join(import.meta.dirname, "tools"),
  RESULT_BYTES_MAX: "1048576",
};
const lab = openLab();
let place: Place;
/** Of the first cell, which the others have to agree with. */
let agreed: { tools: unknown; prompts: unknown; resources: unknown } | undefined;

beforeAll(async () => {
  const dataDir = lab.path("data");
  await allowAll(lab, dataDir);
  const app = await lab.start("mcp-sse", { dataDir, env });
  place = { lab, url: app.url(), dataDir: app.dataDir, env };
});
afterAll(() => lab.close());

describe.each(cells)("$name", (cell) => {
  let client: TestClient;

  beforeAll(async () => {
    client = await cell.connect(place);
  });
  afterAll(() => client.close());

  const text = async (name: string, args?: Record<string, unknown>) => {
    const { content, isError } = await client.call(name, args);
    const [block] = content as { type: string; text: string }[];
    return { text: block?.text, isError };
  };

  test("agrees on the revision, and learns who the server is and what it can do", () => {
    expect(client.version).toBe(cell.version);
    expect(client.server).toMatchObject({ name: "mcp-tools", version: expect.stringMatching(/^\d+\.\d+\.\d+/) });
    expect(client.capabilities).toMatchObject({
      tools: { listChanged: true },
      resources: { subscribe: true, listChanged: true },
      prompts: { listChanged: true },
      completions: {},
    });
  });

  test("lists the same tools, prompts and resources as every other client", async () => {
    const listed = {
      tools: comparable(await client.listTools()),
      prompts: await client.listPrompts(),
      resources: [await client.listResources(), await client.listTemplates()],
    };
    agreed ??= listed;
    expect(listed).toEqual(agreed);
    expect(listed.tools.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["get_current_time", "create_entities", "echo", "test_simple_text"]),
    );
  });

  test("calls tools with results that are the same everywhere", async () => {
    const difference = await client.call("time_difference", {
      start: "2026-03-01T00:00:00Z",
      end: "2026-03-02T01:00:00Z",
      timezone: "UTC",
    });
    expect(difference.structuredContent).toMatchObject({ duration: "P1DT1H", total_seconds: 90_000 });
    expect(difference.content).toEqual([{ type: "text", text: JSON.stringify(difference.structuredContent) }]);
    expect(await client.call("echo", { message: "grüße 你好 \u{1F600}" })).toEqual({
      content: [{ type: "text", text: '{"message":"grüße 你好 \u{1F600}"}' }],
      structuredContent: { message: "grüße 你好 \u{1F600}" },
    });
    expect((await client.call("get_current_time", { timezone: "Asia/Tokyo" })).structuredContent).toMatchObject({
      timezone: "Asia/Tokyo",
    });
    expect(await client.call("test_multiple_content_types")).toMatchObject({
      content: [
        { type: "text" },
        { type: "image", mimeType: "image/png" },
        { type: "resource", resource: { uri: "test://mixed-content-resource" } },
      ],
    });
  });

  test("keeps what it is told in the memory, and forgets it when told to", async () => {
    const entity = { name: "Ada", entityType: "person", observations: ["wrote the first program"] };
    expect((await client.call("create_entities", { entities: [entity] })).structuredContent).toEqual({
      entities: [entity],
    });
    try {
      expect((await client.call("search_nodes", { query: "program" })).structuredContent).toMatchObject({
        entities: [entity],
      });
      await client.call("add_observations", { observations: [{ entityName: "Ada", contents: ["liked trains"] }] });
      await client.call("create_relations", { relations: [{ from: "Ada", to: "Babbage", relationType: "knows" }] });
      expect((await client.call("open_nodes", { names: ["Ada"] })).structuredContent).toMatchObject({
        entities: [{ ...entity, observations: ["wrote the first program", "liked trains"] }],
        relations: [{ from: "Ada", to: "Babbage", relationType: "knows" }],
      });
    } finally {
      await client.call("delete_entities", { entityNames: ["Ada"] });
    }
    expect((await client.call("read_graph")).structuredContent).toEqual({ entities: [], relations: [] });
  });

  test("is told what it did wrong: unknown tools by the protocol, arguments that do not fit by the tool", async () => {
    await expect(client.call("no_such_tool")).rejects.toMatchObject({
      code: -32_602,
      message: expect.stringContaining("no_such_tool"),
    });
    expect(await text("echo", { message: 5 })).toEqual({
      isError: true,
      text: expect.stringMatching(/do not fit.*\n.*message/),
    });
    expect(await text("convert_time", {})).toMatchObject({ isError: true, text: expect.stringContaining("time: ") });
    expect(await text("test_error_handling")).toEqual({
      isError: true,
      text: expect.stringContaining("intentionally returns an error"),
    });
  });

  test("survives tools with faults", async () => {
    expect(await text("throws")).toMatchObject({ isError: true, text: expect.stringContaining("The tool failed") });
    expect(await text("never_returns")).toMatchObject({ isError: true, text: expect.stringContaining("0.5 s") });
    expect(await text("breaks_its_promise")).toMatchObject({
      isError: true,
      text: expect.stringContaining("output schema"),
    });
    const cut = (await client.call("returns_too_much")).content as { type: string; text?: string }[];
    expect(cut.map(({ type }) => type)).toEqual(["text", "text", "resource_link"]);
    expect(cut[0]?.text).toHaveLength(1_048_576);
    expect(cut[1]?.text).toContain("3000000 bytes");
    expect(await text("rejects_later")).toEqual({ text: "answered", isError: undefined });
  });

  test("sees progress while a tool runs", async () => {
    const seen: unknown[] = [];
    await client.call(
      "test_tool_with_progress",
      {},
      { onprogress: ({ progress, total }) => seen.push([progress, total]) },
    );
    const steps = [
      [0, 100],
      [50, 100],
      [100, 100],
    ];
    // What arrives in one piece with the result comes too late: the SDKs have closed the call before they hand it on.
    expect(steps.map((_, at) => steps.slice(0, at + 1))).toContainEqual(seen);
  });

  test("can cancel a call, which reaches the tool", async () => {
    const mark = lab.path("mark");
    const controller = new AbortController();
    const call = client.call("slow", { ms: 30_000, mark }, { signal: controller.signal });
    await until("the tool runs", () => existsSync(mark));
    controller.abort(new Error("changed my mind"));
    await expect(call).rejects.toThrow(/changed my mind|abort/i);
    expect(
      await until(
        "the tool is told",
        () => readFileSync(mark, "utf8").includes("aborted") && readFileSync(mark, "utf8"),
      ),
    ).toBe("started\naborted\n");
    expect(await text("echo", { message: "still here" })).toMatchObject({ isError: undefined });
  });

  test("lets a tool ask the person, the model and the workspace", async () => {
    expect(await text("test_elicitation", { message: "Who are you?" })).toMatchObject({
      text: expect.stringContaining('action=accept, content={"username":"ada"'),
    });
    expect(await text("test_sampling", { prompt: "Capital of France?" })).toEqual({
      text: "LLM response: Paris",
      isError: undefined,
    });
    expect((await text("test_input_required_result_list_roots")).text).toContain("file:///project");
    expect((await text("test_input_required_result_multiple_inputs")).text).toBe(
      "Answered: client_roots, greeting, user_name. Paris",
    );
    expect((await text("test_input_required_result_multi_round")).text).toBe("Ada likes blue.");
  });

  test("lets the person refuse", async () => {
    const refusing = await cell.connect(place, { elicit: () => ({ action: "decline" }), sample: () => "", roots: [] });
    try {
      const { content } = await refusing.call("test_elicitation", { message: "Who are you?" });
      expect(content).toEqual([{ type: "text", text: "User response: action=decline, content={}" }]);
    } finally {
      await refusing.close();
    }
  });

  test("reads resources and templates, and is told which it cannot", async () => {
    expect(await client.readResource("test://static-text")).toEqual([
      { uri: "test://static-text", mimeType: "text/plain", text: "This is the content of the static text resource." },
    ]);
    expect(await client.readResource("test://static-binary")).toMatchObject([
      { mimeType: "image/png", blob: expect.stringMatching(/^iVBOR/) },
    ]);
    const [data] = await client.readResource("test://template/42/data");
    expect(JSON.parse(data?.text ?? "")).toMatchObject({ id: "42" });
    await expect(client.readResource("test://nothing")).rejects.toMatchObject({
      code: cell.version === "2026-07-28" ? -32_602 : expect.any(Number),
    });
  });

  test("gets prompts, and completions for their arguments", async () => {
    expect(await client.getPrompt("test_prompt_with_arguments", { arg1: "a", arg2: "b" })).toEqual([
      { role: "user", content: { type: "text", text: "Prompt with arguments: arg1='a', arg2='b'" } },
    ]);
    await expect(client.getPrompt("test_prompt_with_arguments", {})).rejects.toMatchObject({
      code: -32_602,
      message: expect.stringContaining("arg1"),
    });
    expect(await client.complete({ prompt: "test_prompt_with_arguments" }, { name: "arg1", value: "par" })).toEqual([
      "paris",
      "park",
      "party",
    ]);
    expect(await client.complete({ template: "test://template/{id}/data" }, { name: "id", value: "12" })).toEqual([
      "123",
      "124",
    ]);
  });

  test("is told of changes, of resources only where it subscribed", async () => {
    const of = (method: string) => client.notifications.filter((one) => one.method === `notifications/${method}`);
    const before = client.notifications.length;
    await client.call("test_trigger_resource_update");
    const unwatch = await client.watch("test://watched-resource");
    // A legacy HTTP client hears of changes on its GET stream, which it opens in the background.
    await until(
      "the change of tools is announced",
      async () => {
        await client.call("test_trigger_tool_change");
        return of("tools/list_changed").length > 0;
      },
      { everyMs: 100 },
    );
    await client.call("test_trigger_prompt_change");
    await until("the change of prompts is announced", () => of("prompts/list_changed").length === 1);
    expect(of("resources/updated")).toEqual([]);
    await client.call("test_trigger_resource_update");
    const update = await until("the update is announced", () => of("resources/updated")[0]);
    expect(update.params).toMatchObject({ uri: "test://watched-resource" });
    await unwatch();
    await client.call("test_trigger_resource_update");
    await client.call("test_trigger_prompt_change");
    if (cell.version !== "2026-07-28")
      await until("the next change is announced", () => of("prompts/list_changed").length === 2);
    expect(of("resources/updated")).toHaveLength(1);
    expect(client.notifications.length).toBeGreaterThan(before);
  });

  test("gets a tool's log lines from the level it asked for", async () => {
    const lines = () =>
      client.notifications
        .filter(({ method }) => method === "notifications/message")
        .map(({ params }) => params?.["data"]);
    await client.logLevel("error");
    await client.call("test_tool_with_logging");
    expect(lines()).toEqual([]);
    await client.logLevel("info");
    await client.call("test_tool_with_logging");
    expect(await until("all lines are there", () => lines().length === 3 && lines())).toEqual([
      "Tool execution started",
      "Tool processing data",
      "Tool execution completed",
    ]);
  });
});

test("a person's change of tools reaches every client at once", async () => {
  const connected: { cell: Cell; client: TestClient; unwatch: () => Promise<unknown> }[] = [];
  try {
    for (const cell of cells.filter(({ transport }) => transport !== "stdio")) {
      const client = await cell.connect(place);
      connected.push({ cell, client, unwatch: await client.watch("test://watched-resource") });
    }
    const told = () =>
      connected.filter(({ client }) =>
        client.notifications.some(({ method }) => method === "notifications/tools/list_changed"),
      );
    await until(
      "all of them are told",
      async () => {
        await connected[0]?.client.call("test_trigger_tool_change");
        return told().length === connected.length;
      },
      { everyMs: 200 },
    );
  } finally {
    for (const { client, unwatch } of connected) {
      await unwatch();
      await client.close();
    }
  }
});

/** v1 fills in what a schema leaves out, and v2 keeps it as it came. */
function comparable(tools: readonly { name: string; inputSchema: object }[]) {
  return tools.map((tool) => ({ ...tool, execution: undefined }));
}
