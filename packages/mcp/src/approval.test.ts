import type { Approver, ClientEra, ClientFeature, Consent } from "@mcp-tools/tools";
import { afterEach, expect, test, vi } from "vitest";
import { openStream, send } from "./testing/send.ts";
import { callTool, initialize, modern, openSession, parse, textOf } from "./testing/speak.ts";
import { startMcp } from "./testing/start-mcp.ts";
import { createTestPolicy } from "./testing/test-policy.ts";
import { transports } from "./testing/transports.ts";

afterEach(() => void vi.useRealTimers());

const URL_MODE = { elicitation: { url: {} } };
const QUESTION = {
  approval: {
    method: "elicitation/create",
    params: { mode: "url", message: "Somebody has to approve this.", url: "https://tools.example.com/approvals/1" },
  },
} as const;

/** Asks the client until it has answered once, and holds the call where told to. */
function governedBy(ask: Approver["ask"]) {
  const policy = createTestPolicy({ decide: () => ({ effect: "ask", reason: "it is dear" }) });
  return { policy: policy.policy, approver: { ask } };
}

const GIVEN: Consent = { kind: "given", policyVersion: undefined, settle: async () => {}, giveBack: async () => {} };

/** As the engine does with clients that can show a page: asks once, and finds the decision when the call comes again. */
function createAskingApprover() {
  const seen: { era: ClientEra; can: boolean }[] = [];
  return {
    seen,
    governed: governedBy(({ request: { client } }) => {
      seen.push({ era: client.era, can: client.can("url_elicitation") });
      const consent: Consent = seen.length === 1 ? { kind: "ask_client", requests: QUESTION } : GIVEN;
      return Promise.resolve(consent);
    }),
  };
}

test.for(transports.filter(({ era }) => era === "modern"))(
  "a call that waits for consent asks over $name by input_required, and runs when it comes again",
  async (transport) => {
    const { seen, governed } = createAskingApprover();
    await using peer = await transport.open({ governed, capabilities: URL_MODE });
    const call = { name: "echo", arguments: { message: "hi" } };
    const { message: asked } = await peer.ask("tools/call", call);
    expect(asked.result).toMatchObject({
      resultType: "input_required",
      requestState: expect.any(String),
      inputRequests: QUESTION,
    });
    const retry = { requestState: asked.result.requestState, inputResponses: { approval: { action: "accept" } } };
    const { message: other } = await peer.ask("tools/call", { ...call, ...retry, arguments: { message: "ho" } });
    expect(other.error).toMatchObject({ code: -32602 });
    const { message: done } = await peer.ask("tools/call", { ...call, ...retry });
    expect(done.result).toMatchObject({ resultType: "complete", structuredContent: { message: "hi" } });
    expect(seen).toEqual([
      { era: "modern", can: true },
      { era: "modern", can: true },
    ]);
    expect(peer.tools.rows.map(({ outcome }) => outcome)).toEqual(["input_required", "ok"]);
  },
);

test.for(transports.filter(({ era }) => era === "modern"))(
  "a client over $name that cannot show a page is told what it lacks",
  async (transport) => {
    for (const capabilities of [{}, { elicitation: {} }, { elicitation: { form: {} } }]) {
      const { seen, governed } = createAskingApprover();
      await using peer = await transport.open({ governed, capabilities });
      const { message } = await peer.ask("tools/call", { name: "log" });
      expect(message.error).toMatchObject({
        code: -32021,
        data: { requiredCapabilities: { elicitation: { url: {} } } },
      });
      expect(seen).toEqual([{ era: "modern", can: false }]);
    }
  },
);

const FEATURES: readonly ClientFeature[] = ["elicitation", "url_elicitation", "sampling", "roots"];

test.for(transports)("over $name it is known how a client can be asked, and what", async (transport) => {
  for (const [capabilities, features] of [
    [{}, []],
    [{ elicitation: {} }, ["elicitation"]],
    [{ elicitation: { url: {} } }, ["url_elicitation"]],
    [{ elicitation: { form: {}, url: {} }, sampling: {} }, ["elicitation", "url_elicitation", "sampling"]],
  ] as const) {
    let found: unknown;
    const governed = governedBy(({ request: { client } }) => {
      found = { era: client.era, can: FEATURES.filter((feature) => client.can(feature)) };
      return Promise.resolve({ kind: "refused", message: "No." });
    });
    await using peer = await transport.open({ governed, capabilities });
    await peer.ask("tools/call", { name: "log" });
    // The handshake of /sse is that of 2024-11-05, which knows no pages.
    const can = transport.transport === "sse" ? features.filter((feature) => feature !== "url_elicitation") : features;
    expect(found).toEqual({ era: transport.era, can });
  }
});

/** Holds the call until told. */
function createHoldingApprover() {
  let decide = (_consent: Consent): void => {};
  let onHeld = (): void => {};
  const held = new Promise<void>((resolve) => (onHeld = resolve));
  const governed = governedBy(() => {
    onHeld();
    return new Promise<Consent>((resolve) => (decide = resolve));
  });
  return { governed, held, give: () => decide(GIVEN) };
}

const ECHO = { name: "echo", arguments: { message: "hi" } };
const isAnswer = ({ result }: { result?: unknown }) => result !== undefined;

test("a quiet 2026-07-28 call opens its stream after five seconds and keeps it alive", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval"] });
  const { governed, held, give } = createHoldingApprover();
  await using server = await startMcp({ governed });
  const opening = openStream(`${server.url}/mcp`, modern("tools/call", ECHO));
  await held;
  await vi.advanceTimersByTimeAsync(4_900);
  expect(await Promise.race([opening, new Promise((resolve) => setImmediate(resolve, "nothing yet"))])).toBe(
    "nothing yet",
  );
  await vi.advanceTimersByTimeAsync(600);
  const stream = await opening;
  expect(stream.headers).toMatchObject({
    "content-type": "text/event-stream",
    "x-accel-buffering": "no",
    "cache-control": "no-cache, no-transform",
  });
  await vi.advanceTimersByTimeAsync(45_000);
  expect(stream.comments()).toBeGreaterThanOrEqual(3);
  give();
  expect(textOf(await stream.next(isAnswer))).toBe('{"message":"hi"}');
  await stream.ended;
});

test("a client that takes no streams waits for its JSON", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const { governed, held, give } = createHoldingApprover();
  await using server = await startMcp({ governed });
  const answer = send(`${server.url}/mcp`, modern("tools/call", ECHO, { headers: { accept: "application/json" } }));
  await held;
  await vi.advanceTimersByTimeAsync(45_000);
  give();
  expect((await answer).headers["content-type"]).toBe("application/json");
  expect(parse(await answer).result.structuredContent).toEqual({ message: "hi" });
});

test("a call with a session is a stream after a moment, and kept alive while it is held", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval"] });
  const { governed, held, give } = createHoldingApprover();
  await using server = await startMcp({ governed });
  const client = await openSession(server.url);
  const opening = client.stream(callTool(1, "echo", { message: "hi" }));
  await held;
  await vi.advanceTimersByTimeAsync(60);
  const stream = await opening;
  expect(stream.headers).toMatchObject({ "content-type": "text/event-stream", "x-accel-buffering": "no" });
  await vi.advanceTimersByTimeAsync(45_000);
  give();
  expect(textOf(await stream.next(isAnswer))).toBe('{"message":"hi"}');
  expect(stream.comments()).toBeGreaterThanOrEqual(2);
});

test("an SSE stream is kept alive while a call is held", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval"] });
  const { governed, held, give } = createHoldingApprover();
  await using server = await startMcp({ governed });
  const stream = await openStream(`${server.url}/sse`);
  expect(stream.headers).toMatchObject({ "content-type": "text/event-stream", "x-accel-buffering": "no" });
  await stream.next();
  for (const body of [initialize({ version: "2024-11-05" }), callTool(1, "echo", { message: "hi" })])
    await send(`${server.url}${stream.events[0]?.data}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
    });
  await held;
  await vi.advanceTimersByTimeAsync(45_000);
  give();
  expect(textOf(await stream.next((message) => message.id === 1 && isAnswer(message)))).toBe('{"message":"hi"}');
  expect(stream.comments()).toBeGreaterThanOrEqual(2);
});
