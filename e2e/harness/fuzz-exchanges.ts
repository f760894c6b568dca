import fc from "fast-check";
import { MODERN, modernMeta } from "./json-rpc.ts";

/** A POST as it goes out. */
export interface Exchange {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Stands for the id of a session that exists. */
export const OUR_SESSION = "ours";

interface Meant {
  readonly method: string;
  readonly params: Record<string, unknown>;
}

const text = fc.oneof(
  fc.string(),
  fc.constantFrom("", "__proto__", "constructor", "echo", "\u0000", "\ud800", "🙂".repeat(50)),
);
const tool = fc.constantFrom(
  "echo",
  "get_current_time",
  "convert_time",
  "create_entities",
  "search_nodes",
  "open_nodes",
  "test_x_mcp_header",
  "json_schema_2020_12_tool",
  "test_elicitation",
  "test_missing_capability",
  "no_such_tool",
  "__proto__",
);
const args = fc.oneof(
  fc.record({ message: text }),
  fc.record({ timezone: fc.oneof(fc.constantFrom("UTC", "Europe/Paris"), text) }),
  fc.record(
    {
      query: text,
      names: fc.array(text, { maxLength: 3 }),
      entities: fc.array(fc.record({ name: text, entityType: text, observations: fc.array(text, { maxLength: 2 }) }), {
        maxLength: 3,
      }),
    },
    { requiredKeys: [] },
  ),
  fc.record({ region: fc.jsonValue(), priority: fc.jsonValue() }, { requiredKeys: [] }),
  fc.dictionary(text, fc.jsonValue(), { maxKeys: 4 }),
);

/** Requests that mean something, of either era. */
const meant: fc.Arbitrary<Meant> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ method: fc.constant("tools/call"), params: fc.record({ name: tool, arguments: args }) }),
  },
  fc.record({
    method: fc.constantFrom("tools/list", "prompts/list", "resources/list", "resources/templates/list"),
    params: fc.record({ cursor: text }, { requiredKeys: [] }),
  }),
  fc.record({
    method: fc.constantFrom("resources/read", "resources/subscribe", "resources/unsubscribe"),
    params: fc.record({
      uri: fc.oneof(
        fc.constantFrom("test://static-text", "test://template/1/data", "test://template/%/data"),
        fc.webUrl(),
        text,
      ),
    }),
  }),
  fc.record({
    method: fc.constant("prompts/get"),
    params: fc.record({
      name: fc.oneof(fc.constantFrom("test_simple_prompt", "test_prompt_with_arguments"), text),
      arguments: fc.dictionary(text, text, { maxKeys: 3 }),
    }),
  }),
  fc.record({
    method: fc.constant("completion/complete"),
    params: fc.record({
      ref: fc.record({ type: fc.constant("ref/prompt"), name: text }),
      argument: fc.record({ name: text, value: text }),
    }),
  }),
  fc.record({
    method: fc.constant("logging/setLevel"),
    params: fc.record({ level: fc.oneof(fc.constantFrom("debug", "error"), text) }),
  }),
  fc.record({
    method: fc.constant("initialize"),
    params: fc.record({
      protocolVersion: fc.oneof(fc.constantFrom("2024-11-05", "2025-03-26", "2025-11-25", MODERN), text),
      capabilities: fc.constant({}),
      clientInfo: fc.constant({ name: "fuzz", version: "1" }),
    }),
  }),
  fc.record({
    method: fc.constantFrom("ping", "server/discover", "notifications/initialized", "no/such/method", "__proto__"),
    params: fc.constant({}),
  }),
  fc.record({
    method: fc.constant("notifications/cancelled"),
    params: fc.record({ requestId: fc.oneof(fc.integer(), text) }),
  }),
);

const id = fc.oneof(
  { weight: 8, arbitrary: fc.integer() },
  fc.string(),
  fc.constantFrom(null, undefined, 1.5, {}, true, 2 ** 60),
);
const headerText = fc
  .string({ unit: fc.constantFrom(...Array.from("abcXYZ019-_./=?;, %")), maxLength: 40 })
  .map((value) => value.trim());

/** Changes one thing in a JSON value: replaces or removes what stands somewhere in it, of a message mostly in its parameters. */
const place = fc
  .tuple(fc.constantFrom(3, 3, 3, 3, 3, 3, 0, 1, 2), fc.array(fc.nat(7), { minLength: 1, maxLength: 4 }))
  .map(([first, rest]) => [first, ...rest]);
const change = fc.record({ where: place, what: fc.option(fc.jsonValue(), { nil: undefined }) });

function changed(
  value: unknown,
  { where: [step = 0, ...rest], what }: { where: readonly number[]; what: unknown },
): unknown {
  if (typeof value !== "object" || value === null) return what;
  const keys = Object.keys(value);
  const key = keys[step % Math.max(1, keys.length)];
  if (key === undefined) return what;
  const inside = rest.length === 0 ? what : changed((value as Record<string, unknown>)[key], { where: rest, what });
  const copy = Array.isArray(value) ? [...(value as unknown[])] : { ...value };
  if (inside === undefined) delete (copy as Record<string, unknown>)[key];
  else Object.defineProperty(copy, key, { value: inside, enumerable: true, configurable: true, writable: true });
  return copy;
}

function modernHeaders({ method, params }: Meant): Record<string, string> {
  const name = params["name"] ?? params["uri"];
  const isPlain = typeof name === "string" && /^[\x21-\x7e]+$/.test(name);
  return {
    "mcp-protocol-version": MODERN,
    "mcp-method": method,
    ...(typeof name === "string" && {
      "mcp-name": isPlain ? name : `=?base64?${Buffer.from(name).toString("base64")}?=`,
    }),
  };
}

const headerChange = fc.record({
  name: fc.constantFrom(
    "content-type",
    "accept",
    "mcp-protocol-version",
    "mcp-method",
    "mcp-name",
    "mcp-session-id",
    "mcp-param-region",
    "mcp-param-priority",
    "last-event-id",
    "traceparent",
    "x-request-id",
  ),
  value: fc.option(
    fc.oneof(headerText, fc.constantFrom("2025-03-26", "2025-11-25", "=?base64?%?=", "application/json", "*/*")),
    { nil: undefined },
  ),
});

/** Right in most respects, so that it gets far; wrong in none, one or several. */
export const exchanges: fc.Arbitrary<Exchange> = fc
  .record({
    meant,
    id,
    isModern: fc.boolean(),
    isBatch: fc.nat(9).map((one) => one === 0),
    changes: fc.array(change, { maxLength: 2 }),
    headerChanges: fc.array(headerChange, { maxLength: 2 }),
    // Rarely cut off in the middle.
    end: fc.oneof({ weight: 20, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: fc.nat(300) }),
  })
  .map(({ meant: request, id: requestId, isModern, isBatch, changes, headerChanges, end }) => {
    const params = isModern ? { ...request.params, _meta: modernMeta() } : request.params;
    const message = changes.reduce<unknown>(changed, { jsonrpc: "2.0", id: requestId, method: request.method, params });
    const headers: Record<string, string | undefined> = {
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      ...(isModern ? modernHeaders(request) : request.method !== "initialize" && { "mcp-session-id": OUR_SESSION }),
    };
    for (const { name, value } of headerChanges) headers[name] = value;
    const body = JSON.stringify(isBatch ? [message, message] : message) ?? "";
    return {
      headers: Object.fromEntries(
        Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined),
      ),
      body: end === undefined ? body : body.slice(0, end),
    };
  });

/** A header's value of no sense. */
export const anyHeaderText = headerText;
