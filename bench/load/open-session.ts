import type { HttpConnection } from "./http-connection.ts";
import { httpRequest, initializeBody, initializedBody, legacyVersion, sessionHeaders } from "./mcp-requests.ts";
import { headerOf } from "./read-response.ts";

/**
 * The legacy handshake; undefined where the server keeps no sessions.
 * @throws Error with what was answered instead
 */
export async function openSession(
  connection: HttpConnection,
  port: number,
  extra: Readonly<Record<string, string>> = {},
): Promise<string | undefined> {
  const opened = await connection.request(
    httpRequest({ method: "POST", path: "/mcp", port, headers: extra, body: initializeBody(legacyVersion) }),
  );
  if (opened.status !== 200)
    throw new Error(`initialize was answered with ${opened.status}: ${opened.body.slice(0, 160)}`);
  const sessionId = headerOf(opened, "mcp-session-id");
  const headers = { ...sessionHeaders(sessionId), ...extra };
  const ready = await connection.request(
    httpRequest({ method: "POST", path: "/mcp", port, headers, body: initializedBody }),
  );
  if (ready.status >= 300)
    throw new Error(`notifications/initialized was answered with ${ready.status}: ${ready.body.slice(0, 160)}`);
  return sessionId;
}
