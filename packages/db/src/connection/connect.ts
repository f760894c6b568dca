import { connect as connectSocket, type Socket } from "node:net";
import postgres, { type Sql } from "postgres";

/** Where a server is: a URL, a unix socket, or a host and port. */
export type Endpoint =
  | { readonly url: string }
  | { readonly path: string; readonly user: string; readonly database: string }
  | {
      readonly host: string;
      readonly port: number;
      readonly user: string;
      readonly database: string;
      readonly password: string;
    };

export interface ConnectOptions {
  readonly applicationName: string;
  readonly poolMax: number;
  /** The server ends a statement that takes longer. */
  readonly statementTimeoutMs: number;
  /** Connections are replaced after half an hour to an hour, so that a failover is noticed. */
  readonly recycle?: boolean;
}

export interface Client {
  readonly sql: Sql;
  /** Takes no more queries and closes the connections when those under way have ended, or at the deadline. */
  close(timeoutMs: number): Promise<void>;
  /** Closes every socket at once; queries under way fail. For a network that hangs, where a query never ends. */
  destroy(): void;
  /**
   * Hears a channel (`NOTIFY`) over a connection of its own, until that is lost; making it again is the caller's business.
   * @throws the driver's error when it could not be made
   */
  listen(channel: string, hearer: Hearer): Promise<Listening>;
}

export interface Hearer {
  onNotify(payload: string): void;
  /** Once, when the connection is gone, `end` included. */
  onLost(): void;
}

export interface Listening {
  /** A round trip: a connection that a firewall has forgotten looks alive until somebody asks. */
  check(): Promise<unknown>;
  end(): void;
}

/** A pool that dials on first use. */
export function connect(
  endpoint: Endpoint,
  { applicationName, poolMax, statementTimeoutMs, recycle = false }: ConnectOptions,
): Client {
  const sockets = createSocketTracker();
  const options: PoolOptions = {
    max: poolMax,
    connect_timeout: 5,
    // The default grows to 20 s, and a database that is back should be used at once.
    backoff: (retries: number) => Math.min(0.05 * 2 ** retries, 1) * (0.5 + Math.random() / 2),
    fetch_types: false,
    onnotice() {},
    connection: { application_name: `mcp-tools/${applicationName}`, statement_timeout: statementTimeoutMs },
    ...(recycle ? {} : { max_lifetime: null }),
    socket: sockets.open,
  };
  const open = (own: PoolOptions) =>
    "url" in endpoint ? postgres(endpoint.url, own) : postgres({ ...own, ...endpoint, ssl: false });
  const sql = open(options);
  const listeners = new Set<Listening>();
  return {
    sql,
    async listen(channel, hearer) {
      const listening = await openListening(open, options, channel, {
        ...hearer,
        onLost() {
          listeners.delete(listening);
          hearer.onLost();
        },
      });
      listeners.add(listening);
      return listening;
    },
    async close(timeoutMs) {
      const timer = setTimeout(sockets.destroyAll, timeoutMs);
      for (const listening of listeners) listening.end();
      // Not waited for: the driver waits for ever for a connection that was lost in the middle of a query.
      sql.end().catch(() => {});
      await sockets.allClosed();
      clearTimeout(timer);
      sockets.destroyAll();
    },
    destroy() {
      sockets.destroyAll();
      sql.end({ timeout: 0 }).catch(() => {});
    },
  };
}

/** Not by the driver's `listen`: one that fails before it is made is heard twice once asked for again. */
async function openListening(
  open: (options: PoolOptions) => Sql,
  options: PoolOptions,
  channel: string,
  { onNotify, onLost }: Hearer,
): Promise<Listening> {
  let isMade = false;
  const sql = open({
    ...options,
    max: 1,
    max_lifetime: null,
    onnotify: (_channel, payload) => onNotify(payload),
    onclose() {
      if (isMade) onLost();
      isMade = false;
    },
  });
  const end = () => void sql.end({ timeout: 0 }).catch(() => {});
  try {
    await sql`listen ${sql(channel)}`;
  } catch (error) {
    end();
    throw error;
  }
  isMade = true;
  return { check: () => sql`select 1`, end };
}

/** `socket`, which makes the socket of each connection, and `onnotify` are missing in the driver's types. */
type PoolOptions = postgres.Options<Record<string, never>> & {
  readonly socket: unknown;
  readonly onnotify?: (channel: string, payload: string) => void;
};

/** What the driver hands to its `socket` option: its parsed options. */
interface SocketTarget {
  readonly path?: string | false;
  readonly host: readonly string[];
  readonly port: readonly number[];
}

function createSocketTracker() {
  const open = new Set<Socket>();
  let attempts = 0;
  let isDestroyed = false;
  return {
    open({ path, host, port }: SocketTarget): Socket {
      // The driver still dials for queries that it had queued.
      if (isDestroyed) throw Object.assign(new Error("The pool was destroyed"), { code: "CONNECTION_DESTROYED" });
      for (const socket of open) if (socket.destroyed) open.delete(socket);
      const index = attempts++ % host.length;
      const socket = path ? connectSocket(path) : connectSocket(port[index] ?? 5432, host[index]);
      // The driver names this host in the TLS handshake.
      if (!path) Object.assign(socket, { host: host[index] });
      open.add(socket);
      return socket;
    },
    async allClosed() {
      const living = [...open].filter((socket) => !socket.destroyed);
      await Promise.all(living.map((socket) => new Promise((resolve) => socket.once("close", resolve))));
    },
    destroyAll() {
      isDestroyed = true;
      for (const socket of open) socket.destroy();
      open.clear();
    },
  };
}
