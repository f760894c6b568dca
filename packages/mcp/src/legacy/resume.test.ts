import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { createFakeState, type FakeState } from "../testing/fake-state.ts";
import type { Message, OpenStream } from "../testing/send.ts";
import { callTool, openSession, textOf, type LegacyClient } from "../testing/speak.ts";
import { startMcp, type TestServer } from "../testing/start-mcp.ts";

const lastIdOf = (stream: OpenStream) => ({ "last-event-id": stream.events.at(-1)?.id });
const isResult = ({ result }: Message) => result !== undefined;

async function startCall(server: TestServer, client: LegacyClient) {
  const stream = await client.stream(callTool(1, "wait", {}, { progressToken: "p" }));
  await stream.next((_message, { id }) => id !== undefined);
  return { stream, call: await server.started("") };
}

/** The numbers of the progress that came, in the order it came. */
function progressIn(...streams: OpenStream[]): number[] {
  return streams
    .flatMap((stream) => stream.messages())
    .filter(({ method }) => method === "notifications/progress")
    .map(({ params }) => params?.["progress"] as number);
}

test.for([0, 20])(
  "a call whose connection was cut goes on, and nothing is lost or told twice (store answers after %i ms)",
  async (delayMs) => {
    await using server = await startMcp({ state: createFakeState({ delayMs }) });
    const client = await openSession(server.url);
    const { stream, call } = await startCall(server, client);
    call.ctx.progress(1);
    await stream.next(({ method }) => method === "notifications/progress");
    stream.cut();
    await expect.poll(() => server.exchanges()).toBe(0);
    call.ctx.progress(2);
    const resuming = client.get(lastIdOf(stream));
    for (let done = 3; done <= 20; done += 1) {
      call.ctx.progress(done);
      await sleep(2);
    }
    const resumed = await resuming;
    call.ctx.progress(21);
    call.finish("done");
    await resumed.ended;
    expect(progressIn(stream, resumed)).toEqual(Array.from({ length: 21 }, (_, index) => index + 1));
    expect(resumed.messages().filter(isResult).map(textOf)).toEqual(["done"]);
    expect(server.state.streams.followers()).toBe(0);
  },
);

test.for([0, 20])(
  "a result that came while nobody was connected waits for the client (store answers after %i ms)",
  async (delayMs) => {
    await using server = await startMcp({ state: createFakeState({ delayMs }) });
    const client = await openSession(server.url);
    const { stream, call } = await startCall(server, client);
    stream.cut();
    call.finish("unheard");
    await expect.poll(() => server.tools.rows.length).toBe(1);
    const resumed = await client.get(lastIdOf(stream));
    expect(textOf(await resumed.next(isResult))).toBe("unheard");
    await resumed.ended;
  },
);

test("an ended stream can be read again from any of its events", async () => {
  await using server = await startMcp();
  const client = await openSession(server.url);
  const stream = await client.stream(callTool(1, "progress", {}, { progressToken: "p" }));
  await stream.ended;
  const [, second] = stream.events;
  const again = await client.get({ "last-event-id": second?.id });
  await again.ended;
  expect(again.events.map(({ id }) => id)).toEqual(stream.events.slice(1).map(({ id }) => id));
  // It says first where the client stands: one that is cut again before anything came can come back all the same.
  expect(again.events[0]?.data).toBe("");
  expect(again.messages().at(-1)).toMatchObject({ id: 1, result: {} });
});

test("a stream that was read to its end has nothing more to say", async () => {
  await using server = await startMcp();
  const client = await openSession(server.url);
  const stream = await client.stream(callTool(1, "progress", {}, { progressToken: "p" }));
  await stream.ended;
  expect((await client.get(lastIdOf(stream))).status).toBe(204);
  expect(server.state.streams.followers()).toBe(0);
});

test("the newest connection of a stream is its only one", async () => {
  await using server = await startMcp();
  const client = await openSession(server.url);
  const { stream, call } = await startCall(server, client);
  const second = await client.get(lastIdOf(stream));
  await stream.ended;
  const third = await client.get(lastIdOf(stream));
  await second.ended;
  call.finish("done");
  expect(textOf(await third.next(isResult))).toBe("done");
  expect([...stream.messages(), ...second.messages()]).toEqual([]);
});

test("events of the standalone stream wait for a client that comes back", async () => {
  await using server = await startMcp();
  const client = await openSession(server.url);
  const first = await client.get();
  await first.next((_message, { id }) => id !== undefined);
  first.cut();
  await expect.poll(() => server.exchanges()).toBe(0);
  server.state.bus.publish({ kind: "tools_changed" });
  await sleep(20);
  const second = await client.get(lastIdOf(first));
  expect((await second.next(({ method }) => method !== undefined)).method).toBe("notifications/tools/list_changed");
});

test.for([
  ["a stream of another session", (_own: OpenStream, foreign: OpenStream) => foreign.events[0]?.id],
  ["a stream that never was", () => "0199-never/1"],
  ["an event not sent yet", (own: OpenStream) => own.events[0]?.id?.replace(/\d+$/, "99")],
  ["something else", () => "../../etc/passwd"],
  ["nothing", () => ""],
] as const)("refuses a Last-Event-ID of %s with 400", async ([, idOf]) => {
  await using server = await startMcp();
  const [mine, other] = await Promise.all([openSession(server.url), openSession(server.url)]);
  const streams = await Promise.all(
    [mine, other].map((client) => client.stream(callTool(1, "wait", { key: client.sessionId }))),
  );
  await Promise.all(streams.map((stream) => stream.next((_message, { id }) => id !== undefined)));
  const followers = server.state.streams.followers();
  const refused = await mine.get({ "last-event-id": idOf(...(streams as [OpenStream, OpenStream])) });
  expect(refused.status).toBe(400);
  expect(server.state.streams.followers()).toBe(followers);
});

test("a tool can end its connection and let a 2025-11-25 client come back", async () => {
  await using server = await startMcp();
  const client = await openSession(server.url);
  const { stream, call } = await startCall(server, client);
  call.ctx.releaseStream();
  await stream.ended;
  expect(call.ctx.signal.aborted).toBe(false);
  const resumed = await client.get(lastIdOf(stream));
  call.finish("later");
  expect(textOf(await resumed.next(isResult))).toBe("later");
});

test("an older client keeps its connection when a tool would end it", async () => {
  await using server = await startMcp();
  const client = await openSession(server.url, { version: "2025-06-18" });
  const stream = await client.stream(callTool(1, "wait"));
  const call = await server.started("");
  call.ctx.releaseStream();
  call.finish("still here");
  expect(textOf(await stream.next(isResult))).toBe("still here");
});

test("a client that leaves while its stream is looked for leaves nothing behind", async () => {
  await using server = await startMcp({ state: createFakeState({ delayMs: 40 }) });
  const client = await openSession(server.url);
  const { stream, call } = await startCall(server, client);
  stream.cut();
  await expect.poll(() => server.state.streams.followers()).toBe(0);
  const session = {
    "mcp-session-id": client.sessionId,
    accept: "application/json, text/event-stream",
    "content-type": "application/json",
  };
  const requests = [
    { headers: session },
    { headers: { ...session, "last-event-id": String(stream.events.at(-1)?.id) } },
    { method: "POST", headers: session, body: JSON.stringify(callTool(2, "wait", { key: "unheard" })) },
  ];
  for (const request of requests) {
    for (const afterMs of [10, 50, 90, 130]) {
      const left = await fetch(`${server.url}/mcp`, { ...request, signal: AbortSignal.timeout(afterMs) }).catch(
        (error: unknown) => error,
      );
      if (left instanceof Response) await left.text().catch(() => {});
    }
  }
  call.finish("done");
  (await server.started("unheard")).finish("done");
  await expect.poll(() => server.exchanges()).toBe(0);
  await expect.poll(() => server.state.streams.followers()).toBe(0);
});

test("a stream log that fails breaks the connection, and not the server", async () => {
  const state = createFakeState();
  const claim: FakeState["streams"]["claim"] = (...args) => ({
    ...state.streams.claim(...args),
    finish: () => Promise.reject(new Error("store is gone")),
  });
  await using server = await startMcp({ state: { ...state, streams: { ...state.streams, claim } } });
  const client = await openSession(server.url);
  const { stream, call } = await startCall(server, client);
  call.finish("done");
  await expect(stream.ended).rejects.toThrow();
  expect(server.errors).toMatchObject([{ message: "stream event lost" }]);
  expect((await client.post(callTool(2, "echo", { message: "hi" }))).status).toBe(200);
});
