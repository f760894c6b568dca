import { AppError, createRefresher, type AuditLog, type Bus, type ChangeFeed, type Logger } from "@mcp-tools/core";
import type { Actor } from "@mcp-tools/governance";
import type { Registry } from "@mcp-tools/tools";
import type { ApprovalCount } from "../contract/approvals.ts";
import type { Overview } from "../contract/overview.ts";
import { within } from "../overview/within.ts";
import type { LiveFeed, LiveReader } from "./live-feed.ts";
import { createMailbox, type LiveNews, type Mailbox } from "./create-mailbox.ts";

export interface LiveFeedDeps {
  readonly log: Logger;
  readonly calls: Pick<AuditLog, "list">;
  readonly registry: Pick<Registry, "onChange">;
  readonly bus: Pick<Bus, "subscribe">;
  /** Of which approvals are told at once; the others can wait for the next look. */
  readonly changes: Pick<ChangeFeed, "subscribe">;
  readOverview(): Promise<Overview>;
  /** How many calls wait for a person, as far as each of these may see them. */
  countWaiting(actors: readonly Actor[]): Promise<readonly ApprovalCount[]>;
  /** Between two looks. */
  readonly tickMs: number;
  readonly readersMax: number;
}

/** Deep enough to catch a call that began before, and ended after, many short ones. */
const lookBack = 200;
const sentMax = 50;
const queryDeadlineMs = 1500;

export function createLiveFeed(deps: LiveFeedDeps): LiveFeed {
  const readers = new Map<Mailbox, LiveReader>();
  /** The count that each was told last. */
  const told = new WeakMap<Mailbox, string>();
  let timer: NodeJS.Timeout | undefined;
  let release: (() => void) | undefined;
  let closed = false;
  let known: ReadonlySet<string> | undefined;
  const approvals = createRefresher(lookAtWaiting);
  const lookNow = () => void approvals.refresh().catch(unavailable);

  return {
    open(reader) {
      if (closed) throw new AppError("unavailable", "The console is shutting down. Try again in a moment.");
      if (readers.size >= deps.readersMax)
        throw new AppError("unavailable", "Too many consoles are open. Close one and reload.");
      const mailbox = createMailbox(reader);
      readers.set(mailbox, reader);
      if (readers.size === 1) start();
      else void greet(mailbox, reader);
      return { ...mailbox, close: () => leave(mailbox) };
    },
    close() {
      closed = true;
      for (const mailbox of readers.keys()) leave(mailbox);
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
      // A gap is made good by the next look.
      deps.changes.subscribe({ onChange: ({ kind }) => void (kind === "approval" && lookNow()), onGap() {} }),
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
    // Not waited for: while approvals come one after the other, it is never done.
    lookNow();
    const [overview, fresh] = await Promise.allSettled([deps.readOverview(), readFresh()]);
    if (readers.size === 0) return;
    if (fresh.status === "fulfilled" && fresh.value !== undefined) broadcast({ event: "calls", data: fresh.value });
    if (overview.status === "fulfilled") broadcast({ event: "overview", data: overview.value });
    for (const part of [overview, fresh]) if (part.status === "rejected") unavailable(part.reason);
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

  /** One look for all readers who may see it; told to each where other calls wait than before. */
  async function lookAtWaiting() {
    const asking = [...readers].filter(([, { seesApprovals }]) => seesApprovals);
    if (asking.length === 0) return;
    const actors = asking.map(([, { actor }]) => actor);
    const counts = await within(queryDeadlineMs, "The count of approvals", deps.countWaiting(actors));
    for (const [index, [mailbox]] of asking.entries()) {
      const count = counts[index];
      const text = JSON.stringify(count);
      if (count === undefined || told.get(mailbox) === text) continue;
      told.set(mailbox, text);
      mailbox.put({ event: "approvals", data: count });
    }
  }

  function unavailable(reason: unknown) {
    deps.log.debug({ err: reason }, "live part unavailable");
  }

  async function greet(mailbox: Mailbox, { seesApprovals }: LiveReader) {
    if (seesApprovals) lookNow();
    try {
      mailbox.put({ event: "overview", data: await deps.readOverview() });
    } catch (error) {
      unavailable(error);
    }
  }

  function broadcast(news: LiveNews) {
    for (const mailbox of readers.keys()) mailbox.put(news);
  }
}
