import { createServer } from "node:net";

export type PortState =
  | { readonly kind: "free" }
  /** One of our own answers there. */
  | { readonly kind: "ours"; readonly version: string; readonly services: readonly string[] }
  | { readonly kind: "taken" }
  /** The address cannot be bound at all. */
  | { readonly kind: "unusable"; readonly reason: string };

const HEALTH_TIMEOUT_MS = 1500;

/** Who has a port: tries to bind it, and where that fails, asks whoever is there for `/health`. */
export async function probePort(host: string, port: number): Promise<PortState> {
  const code = await tryToBind(host, port);
  if (code === undefined) return { kind: "free" };
  if (code !== "EADDRINUSE") return { kind: "unusable", reason: code };
  return (await askHealth(host, port)) ?? { kind: "taken" };
}

function tryToBind(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}

async function askHealth(host: string, port: number): Promise<PortState | undefined> {
  const name = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host;
  try {
    const response = await fetch(`http://${name.includes(":") ? `[${name}]` : name}:${port}/health`, {
      signal: AbortSignal.timeout(HEALTH_TIMEOUT_MS),
    });
    const body: unknown = await response.json();
    if (typeof body !== "object" || body === null || !("version" in body) || !("services" in body)) return undefined;
    const services = Array.isArray(body.services) ? body.services.map(String) : [];
    return { kind: "ours", version: String(body.version), services };
  } catch {
    return undefined;
  }
}
