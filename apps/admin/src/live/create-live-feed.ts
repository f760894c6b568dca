import { AppError, type Bus, type AuditLog, type Logger } from "@mcp-tools/core";
import type { Registry } from "@mcp-tools/tools";
import type { Overview } from "../contract/overview.ts";
import { within } from "../overview/within.ts";
import type { LiveFeed } from "./live-feed.ts";
import { createMailbox, type LiveNews, type Mailbox } from "./create-mailbox.ts";

export interface LiveFeedDeps {
  readonly log: Logger;
  readonly calls: Pick<AuditLog, "list">;
  readonly registry: Pick<Registry, "onChange">;
  readonly bus: Pick<Bus, "subscribe">;
  readOverview(): Promise<Overview>;
  /** Between two looks. */
  readonly tickMs: number;
  readonly readersMax: number;
}

/** Deep enough to catch a call that began before, and ended after, many short ones. */
const lookBack = 200;
const sentMax = 50;
const queryDeadlineMs = 1500;

export function createLiveFeed(deps: LiveFeedDeps): LiveFeed {
  const readers = new Set<Mailbox>();
  let timer: NodeJS.Timeout | undefined;
  let release: (() => void) | undefined;
  let closed = false;
  let known: ReadonlySet<string> | undefined;

  return {
    open({ isFull }) {
      if (closed) throw new AppError("unavailable", "The console is shutting down. Try again in a moment.");
      if (readers.size >= deps.readersMax)
        throw new AppError("unavailable", "Too many consoles are open. Close one and reload.");
      const mailbox = createMailbox({ isFull });
      readers.add(mailbox);
      if (readers.size === 1) start();
      else void sendOverview(mailbox);
      return { ...mailbox, close: () => leave(mailbox) };
    },
    close() {
      closed = true;
      for (const reader of readers) leave(reader);
    },
    get readers() {
      return readers.size;
    },
  };

  function start() {
    const changed = () => broadcast({ event: "tools_changed", data: {} });
    const releases = [
      deps.registry.onChange((kind) => void (kind === "tools" && changed())),
      deps.bus.subscribe(({ kind }) => void (kind === "tools_changed" && changed())),
    ];
    release = () => releases.forEach((one) => one());
    known = undefined;
    void tick();
  }

  function leave(mailbox: Mailbox) {
    mailbox.close();
    if (!readers.delete(mailbox) || readers.size > 0) return;
    clearTimeout(timer);
    release?.();
    release = undefined;
  }

  async function tick() {
    const [overview, fresh] = await Promise.allSettled([deps.readOverview(), readFresh()]);
    if (readers.size === 0) return;
    if (fresh.status === "fulfilled" && fresh.value !== undefined) broadcast({ event: "calls", data: fresh.value });
    if (overview.status === "fulfilled") broadcast({ event: "overview", data: overview.value });
    for (const part of [overview, fresh])
      if (part.status === "rejected") deps.log.debug({ err: part.reason }, "live part unavailable");
    clearTimeout(timer);
    timer = setTimeout(() => void tick(), deps.tickMs);
  }

  /** Calls that were not there at the last look. Ids sort by arrival, rows appear when a call ends: a cursor would miss the slow ones. */
  async function readFresh() {
    const rows = await within(queryDeadlineMs, "The call log", deps.calls.list({ kinds: ["call"], limit: lookBack }));
    const before = known;
    known = new Set(rows.map(({ id }) => id));
    const fresh = before === undefined ? [] : rows.filter(({ id }) => !before.has(id));
    if (fresh.length === 0) return undefined;
    return { rows: fresh.slice(0, sentMax), more: Math.max(0, fresh.length - sentMax) };
  }

  async function sendOverview(mailbox: Mailbox) {
    try {
      mailbox.put({ event: "overview", data: await deps.readOverview() });
    } catch (error) {
      deps.log.debug({ err: error }, "live part unavailable");
    }
  }

  function broadcast(news: LiveNews) {
    for (const reader of readers) reader.put(news);
  }
}
