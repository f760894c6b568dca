import type { Finding } from "./finding.ts";

export interface PublicUrl {
  /** `PUBLIC_URL` or `ADMIN_URL`. */
  readonly setting: "PUBLIC_URL" | "ADMIN_URL";
  readonly url: string;
  /** What should answer there. */
  readonly service: "mcp-sse" | "admin";
  readonly version: string;
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 5_000;

/** Whether what clients are told leads to us: fetches `/health` from outside, as they would. */
export async function checkPublicUrl({
  setting,
  url,
  service,
  version,
  timeoutMs = TIMEOUT_MS,
}: PublicUrl): Promise<Finding> {
  const problem = (text: string, advice: string): Finding => ({
    check: setting,
    state: "problem",
    text: `${url} ${text}`,
    why: setting === "PUBLIC_URL" ? "It is the address that clients use." : "It is the address that people open.",
    advice,
  });
  let response: Response;
  let body: unknown;
  try {
    response = await fetch(`${url}/health`, { signal: AbortSignal.timeout(timeoutMs), redirect: "manual" });
    body = await response.json().catch(() => undefined);
  } catch (error) {
    return problem(
      `cannot be reached from here (${reasonOf(error)})`,
      "Check the name in DNS, the proxy, its certificate, and that a firewall lets this machine through.",
    );
  }
  const services = servicesOf(body);
  if (services === undefined)
    return problem(
      `answers ${response.status}, and not as mcp-tools`,
      response.status >= 500
        ? "The proxy is there and finds nobody behind it: start mcp-tools, and check the address that it forwards to."
        : `Have the proxy forward /health, too, and correct ${setting}.`,
    );
  if (!services.includes(service))
    return problem(
      `is answered by ${services.join(", ") || "a process without services"}, not by ${service}`,
      "PUBLIC_URL is for the MCP port (9090), ADMIN_URL for the console's (9091).",
    );
  const found = String((body as { version: unknown }).version);
  if (found !== version)
    return {
      check: setting,
      state: "note",
      text: `${url} is answered by mcp-tools ${found}; this is ${version}`,
      why: "Clients may be served by another installation than this one.",
      advice: "After an upgrade, restart what runs there.",
    };
  return { check: setting, state: "ok", text: `${url} leads to mcp-tools ${found}` };
}

function servicesOf(body: unknown): string[] | undefined {
  if (typeof body !== "object" || body === null || !("version" in body) || !("services" in body)) return undefined;
  return Array.isArray(body.services) ? body.services.map(String) : undefined;
}

/** `fetch failed` says nothing; its cause does. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "TimeoutError") return "no answer in time";
  const { cause } = error;
  if (cause instanceof Error) return "code" in cause ? String(cause.code) : cause.message;
  return error.message;
}
