import { AppError, type ChangeFeed, type Logger, type PolicyDocument, type PolicyStore } from "@mcp-tools/core";
import { createMissingScopes, type Policy, type Registry } from "@mcp-tools/tools";
import { defaultPolicy } from "../document/default-policy.ts";
import { checkPolicy, describeProblem } from "../document/policy-schema.ts";
import { createSnapshot, type Snapshot } from "./create-snapshot.ts";
import { listsFingerprint } from "./lists-fingerprint.ts";

export interface PolicyDeps {
  readonly store: Pick<PolicyStore, "current" | "history">;
  /** Knows the credentials; without it, all hold as they are. */
  readonly keys?: Pick<Policy, "current"> | undefined;
  readonly changes: Pick<ChangeFeed, "subscribe">;
  readonly logger: Logger;
  /** How often the newest version is looked up beside hearing of it, default 5 s. */
  readonly pollMs?: number | undefined;
}

/** The policy that the newest document in the store makes. */
export interface LivePolicy extends Policy {
  /** The document that decides now. */
  readonly document: PolicyDocument;
  /** Reads the newest version now. @throws AppError `unavailable`; the last one read goes on deciding */
  refresh(): Promise<void>;
  /** Ends listening and looking; resolves when nothing is being read any more. */
  close(): Promise<void>;
}

const POLL_MS = 5_000;
const JITTER = 0.2;

/**
 * Decides by the newest document: loaded at first use, replaced as a whole when a change is heard of, or found by looking.
 * Without one that can be read nothing is served; once there is one, it decides until a newer one can be read.
 */
export function createPolicy({
  store,
  keys,
  changes,
  logger,
  pollMs = POLL_MS,
}: PolicyDeps): (registry: Registry) => LivePolicy {
  return (registry) => {
    const unread = createSnapshot({ version: 0, createdAt: 0, document: defaultPolicy }, registry);
    const listeners = new Set<() => void>();
    let snapshot: Snapshot = unread;
    const catalogue: Policy["catalogue"] = (principal, toolset) =>
      isLoaded ? snapshot.catalogue(principal, toolset) : undefined;
    let fingerprint = "";
    let isLoaded = false;
    let isClosed = false;
    let hasFailed = false;
    let loading: Promise<void> | undefined;
    let reading: Promise<void> | undefined;
    let isStale = false;
    const underWay = new Set<Promise<void>>();
    let timer: NodeJS.Timeout | undefined;
    let release: (() => void) | undefined;

    async function read(): Promise<void> {
      const { version, createdAt, document } = (await store.current()) ?? { version: 0, createdAt: 0, document: {} };
      const checked = checkPolicy(document);
      if (!checked.ok)
        throw new AppError(
          "unavailable",
          `Version ${version} of the policy cannot be understood: ${checked.problems.slice(0, 3).map(describeProblem).join("; ")}. A newer version of this software may have written it.`,
          { detail: checked.problems },
        );
      take(createSnapshot({ version, createdAt, document: checked.document }, registry));
    }

    function take(next: Snapshot): void {
      const before = fingerprint;
      fingerprint = listsFingerprint(next.document);
      snapshot = next;
      hasFailed = false;
      if (!isLoaded || before === fingerprint) return;
      for (const listener of listeners) {
        try {
          listener();
        } catch (err) {
          logger.error({ err }, "change of the policy not taken in");
        }
      }
    }

    /** One reading at a time; who asks while one is under way gets one that began later. */
    function refresh(): Promise<void> {
      if (reading !== undefined) {
        isStale = true;
        return reading;
      }
      reading = (async () => {
        for (;;) {
          isStale = false;
          await read();
          if (!isStale || isClosed) return;
        }
      })().finally(() => (reading = undefined));
      return reading;
    }

    async function refreshQuietly(work: () => Promise<void>): Promise<void> {
      const working = work();
      underWay.add(working);
      try {
        await working;
      } catch (err) {
        if (!hasFailed && !isClosed)
          logger.error({ err, version: snapshot.version }, "policy not read, the last version goes on deciding");
        hasFailed = true;
      } finally {
        underWay.delete(working);
      }
    }

    async function look(): Promise<void> {
      const [newest] = await store.history({ limit: 1 });
      if ((newest?.version ?? 0) !== snapshot.version || (newest?.createdAt ?? 0) !== snapshot.createdAt)
        await refresh();
      hasFailed = false;
    }

    function schedule(): void {
      if (isClosed) return;
      timer = setTimeout(
        () => void refreshQuietly(look).finally(schedule),
        pollMs * (1 + (Math.random() - 0.5) * JITTER),
      ).unref();
    }

    /** Before the first reading nothing can be missed. */
    const isWanted = () => !isClosed && (isLoaded || reading !== undefined);

    function listen(): void {
      release ??= changes.subscribe({
        onChange(change) {
          if (change.kind === "policy" && change.version !== snapshot.version && isWanted())
            void refreshQuietly(refresh);
        },
        onGap() {
          if (isWanted()) void refreshQuietly(look);
        },
      });
    }

    async function loadOnce(): Promise<void> {
      // First: a change between reading and listening would be missed.
      listen();
      try {
        await refresh();
      } catch (cause) {
        throw new AppError("unavailable", unavailableMessage(cause), { cause });
      }
      isLoaded = true;
      if (timer === undefined) schedule();
    }

    return {
      get version() {
        return snapshot.version;
      },
      get isLoaded() {
        return isLoaded;
      },
      get document() {
        return snapshot.document;
      },
      get idempotencyKeepMs() {
        return snapshot.document.idempotency.keepHours * 3_600_000;
      },
      load() {
        if (isClosed) return Promise.reject(new AppError("unavailable", "The process is shutting down."));
        loading ??= loadOnce().catch((error: unknown) => {
          loading = undefined;
          throw error;
        });
        return loading;
      },
      catalogue,
      missingScopes: createMissingScopes(catalogue),
      ownNames: (name) =>
        snapshot.document.toolsets.flatMap(({ tools }) =>
          tools.filter((entry) => entry.name === name).map(({ tool }) => tool),
        ),
      decide: (call) => (isLoaded ? snapshot.decide(call) : UNREAD),
      current: (principal) => (keys === undefined ? principal : keys.current(principal)),
      limits: (principal, tool) => snapshot.limits(principal, tool),
      output: (principal, tool) => snapshot.output(principal, tool),
      onChange(listener) {
        listeners.add(listener);
        return () => void listeners.delete(listener);
      },
      refresh,
      async close() {
        isClosed = true;
        clearTimeout(timer);
        release?.();
        listeners.clear();
        await Promise.allSettled([...underWay, reading]);
      },
    };
  };
}

const UNREAD = Object.freeze({ effect: "refuse", reason: "the policy has not been read yet." } as const);

function unavailableMessage(cause: unknown): string {
  const why = cause instanceof AppError ? ` ${cause.message}` : "";
  return `The policy cannot be read, and without it nothing is served.${why}`;
}
