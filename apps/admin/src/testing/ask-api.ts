import { createAdminApp } from "../app.ts";
import type { AdminDeps } from "../deps.ts";

export interface ApiAnswer<Body> {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: Body;
}

/** Asks the API as its own page does. A string is sent as it is, as JSON. */
export function askApi(deps: AdminDeps) {
  const app = createAdminApp(deps);
  return async function ask<Body = Readonly<Record<string, unknown>>>(
    line: `${string} /${string}`,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<ApiAnswer<Body>> {
    const [method = "GET", path = "/"] = line.split(" ");
    const response = await app.request(path, {
      method,
      headers: {
        host: "localhost",
        "sec-fetch-site": "same-origin",
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get("content-type")?.startsWith("application/json") === true;
    return { status: response.status, headers: response.headers, text, body: (isJson ? JSON.parse(text) : {}) as Body };
  };
}
