import type { JSONRPCMessage } from "@modelcontextprotocol/server";

/**
 * The ids of a process's own questions in a session. Every process that serves a session counts its questions from 0,
 * so the client sees each id with the process in front, and its answer finds the way back.
 */
export interface RouteIds {
  /** A message for the client, with ids that are unique in the session. */
  outward(message: JSONRPCMessage): JSONRPCMessage;
  /** A message of the client as the server of this process knows it; `elsewhere` when it is about another one's question. */
  inward(message: JSONRPCMessage): JSONRPCMessage | "elsewhere";
}

type Params = Readonly<Record<string, unknown>> & { readonly _meta?: Readonly<Record<string, unknown>> };

export function createRouteIds(replica: string): RouteIds {
  const mark = `${replica}.`;
  const toOuter = (id: string | number) => `${mark}${id}`;

  /** Our ids are numbers; undefined for what is none of ours. */
  function toInner(id: unknown): number | undefined {
    if (typeof id !== "string" || !id.startsWith(mark)) return undefined;
    const inner = Number(id.slice(mark.length));
    return Number.isSafeInteger(inner) ? inner : undefined;
  }

  return {
    outward(message) {
      if (!("method" in message)) return message;
      if ("id" in message) {
        const params = message.params as Params | undefined;
        const token = params?._meta?.["progressToken"];
        return {
          ...message,
          id: toOuter(message.id),
          ...(typeof token === "number" && {
            params: { ...params, _meta: { ...params?._meta, progressToken: toOuter(token) } },
          }),
        };
      }
      const requestId = message.params?.["requestId"];
      // A server cancels nothing but its own questions.
      if (message.method !== "notifications/cancelled" || typeof requestId !== "number") return message;
      return { ...message, params: { ...message.params, requestId: toOuter(requestId) } };
    },
    inward(message) {
      if (!("method" in message)) {
        const id = toInner(message.id);
        return id === undefined ? "elsewhere" : { ...message, id };
      }
      // A request of that name is wrong, and answered so.
      if ("id" in message || message.method !== "notifications/progress") return message;
      const progressToken = toInner(message.params?.["progressToken"]);
      return progressToken === undefined ? "elsewhere" : { ...message, params: { ...message.params, progressToken } };
    },
  };
}
