import type { Logger, Principal } from "@mcp-tools/core";
import type { ClientPort, ClientRequest } from "../client-port.ts";
import type { Form, FormAnswer, RequestContext } from "../define-tool.ts";

export interface RequestContextParts {
  readonly principal: Principal;
  readonly client: ClientPort;
  readonly signal: AbortSignal;
  readonly announce: RequestContext["announce"];
  /** Called at first use: most requests log nothing. */
  readonly log: () => Logger;
}

/** What tools, resources and prompts alike are given. Every member works on its own when taken apart. */
export function createRequestContext({
  principal,
  client,
  signal,
  announce,
  log,
}: RequestContextParts): RequestContext {
  let asked = 0;

  /** Keys are counted in the order of asking, so that a run that starts again finds its answers. */
  async function requestOne(one: ClientRequest, key: string | undefined): Promise<Readonly<Record<string, unknown>>> {
    asked += 1;
    const name = key ?? `ask_${asked}`;
    const answers = await client.request({ [name]: one });
    return toRecord(answers[name]);
  }

  return {
    principal,
    signal,
    announce,
    log: createLazyLogger(log),
    can: (feature) => client.can(feature),
    request: (requests) => client.request(requests),
    ask: async (form: Form, options) =>
      toFormAnswer(
        await requestOne(
          {
            method: "elicitation/create",
            params: { mode: "form", message: form.message, requestedSchema: form.schema },
          },
          options?.key,
        ),
      ),
    sample: (params, options) => requestOne({ method: "sampling/createMessage", params }, options?.key),
    roots: async (options) => toRoots(await requestOne({ method: "roots/list" }, options?.key)),
  };
}

/** Not a getter: an object literal with one costs V8 a hidden class for each request. */
function createLazyLogger(create: () => Logger): Logger {
  let made: Logger | undefined;
  const logger = () => (made ??= create());
  return {
    debug: (fields, message) => logger().debug(fields, message),
    info: (fields, message) => logger().info(fields, message),
    warn: (fields, message) => logger().warn(fields, message),
    error: (fields, message) => logger().error(fields, message),
    fatal: (fields, message) => logger().fatal(fields, message),
    child: (bindings) => logger().child(bindings),
  };
}

function toFormAnswer(answer: Readonly<Record<string, unknown>>): FormAnswer {
  const { action, content } = answer;
  if (action === "accept") return { action, content: toRecord(content) };
  return { action: action === "decline" ? "decline" : "cancel" };
}

function toRoots(answer: Readonly<Record<string, unknown>>): readonly { uri: string; name?: string }[] {
  const { roots } = answer;
  return Array.isArray(roots)
    ? roots.filter((root): root is { uri: string; name?: string } => typeof toRecord(root)["uri"] === "string")
    : [];
}

function toRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}
