import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createLive, type LiveOptions, type LiveSource } from "./live.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("an event makes it connected and reaches its listeners", () => {
  const { live, sources } = start();
  const heard: unknown[] = [];
  live.on("tools_changed", (data) => heard.push(data));
  expect(live.getState().status).toBe("connecting");
  sources[0]?.say("tools_changed", {});
  expect(live.getState().status).toBe("connected");
  expect(heard).toEqual([{}]);
});

test("a lost stream is opened again, and is connected once it speaks", () => {
  const { live, sources } = start();
  sources[0]?.say("tools_changed", {});
  sources[0]?.fail();
  expect(live.getState().status).toBe("reconnecting");
  expect(sources[0]?.isClosed).toBe(true);
  vi.advanceTimersByTime(2000);
  expect(sources).toHaveLength(2);
  sources[1]?.say("tools_changed", {});
  expect(live.getState().status).toBe("connected");
});

test("a server that stays away is asked less and less often, and what is shown turns stale", () => {
  const { live, sources } = start();
  sources[0]?.say("tools_changed", {});
  const heardAt = live.getState().heardAt;
  for (let second = 0; second < 60; second++) {
    sources.at(-1)?.fail();
    vi.advanceTimersByTime(1000);
  }
  expect(live.getState()).toEqual({ status: "stale", heardAt });
  expect(sources.length).toBeGreaterThan(4);
  expect(sources.length).toBeLessThan(12);
});

test("a stream that stays open and says nothing is stale too", () => {
  const { live, sources } = start();
  sources[0]?.say("tools_changed", {});
  vi.advanceTimersByTime(9000);
  expect(live.getState().status).toBe("connected");
  vi.advanceTimersByTime(2000);
  expect(live.getState().status).toBe("stale");
});

test("without a network it is lost at once, and taken again as soon as there is one", () => {
  const { live, sources, network } = start();
  sources[0]?.say("tools_changed", {});
  network.dispatchEvent(new Event("offline"));
  expect(live.getState().status).toBe("reconnecting");
  expect(sources[0]?.isClosed).toBe(true);
  network.dispatchEvent(new Event("online"));
  expect(sources).toHaveLength(2);
  sources[1]?.say("tools_changed", {});
  network.dispatchEvent(new Event("online"));
  expect([live.getState().status, sources.length]).toEqual(["connected", 2]);
});

test("a hidden page gives its connection back after a while and takes it again when seen", () => {
  const { sources, page } = start();
  page.show(false);
  vi.advanceTimersByTime(29_000);
  expect(sources[0]?.isClosed).toBe(false);
  vi.advanceTimersByTime(2000);
  expect(sources[0]?.isClosed).toBe(true);
  page.show(true);
  expect(sources).toHaveLength(2);
});

test("a hidden page that is to tell something keeps its connection", () => {
  const { sources, page } = start({ staysOpen: () => true });
  page.show(false);
  vi.advanceTimersByTime(60_000);
  expect(sources[0]?.isClosed).toBe(false);
});

test("stopping closes the stream and leaves no timer and no listener", () => {
  const { sources, stop, page, network } = start();
  stop();
  network.dispatchEvent(new Event("online"));
  expect(sources[0]?.isClosed).toBe(true);
  expect(vi.getTimerCount()).toBe(0);
  page.show(true);
  expect(sources).toHaveLength(1);
});

function start(options: Pick<LiveOptions, "staysOpen"> = {}) {
  const sources: ReturnType<typeof createFakeSource>[] = [];
  const page = createFakePage();
  const network = new EventTarget();
  const live = createLive({
    ...options,
    page: page.page,
    network,
    open() {
      const source = createFakeSource();
      sources.push(source);
      return source.source;
    },
  });
  return { live, sources, page, network, stop: live.start() };
}

function createFakeSource() {
  const target = new EventTarget();
  const state = { isClosed: false, readyState: 1 };
  const source: LiveSource = {
    addEventListener: target.addEventListener.bind(target) as LiveSource["addEventListener"],
    close: () => void (state.isClosed = true),
    get readyState() {
      return state.readyState;
    },
  };
  return {
    source,
    get isClosed() {
      return state.isClosed;
    },
    say: (name: string, data: object) => target.dispatchEvent(new MessageEvent(name, { data: JSON.stringify(data) })),
    fail() {
      state.readyState = 2;
      if (!state.isClosed) target.dispatchEvent(new Event("error"));
    },
  };
}

function createFakePage() {
  const page = Object.assign(new EventTarget(), { hidden: false });
  return {
    page: page as unknown as Document,
    show(isSeen: boolean) {
      page.hidden = !isSeen;
      page.dispatchEvent(new Event("visibilitychange"));
    },
  };
}
