import { messageOf } from "./mcp-requests.ts";
import { headerOf, type HttpResponse } from "./read-response.ts";

/** Says what is wrong with the answer to the call `id`; undefined when nothing is. Cheap enough for every answer. */
export function findFault(response: HttpResponse, id: number): string | undefined {
  if (response.status !== 200) return `status ${response.status} ${excerpt(response.body)}`;
  if (!response.body.includes(`"id":${id}`)) return `no answer to ${id}: ${excerpt(response.body)}`;
  if (!response.body.includes(messageOf(id)) || response.body.includes('"isError":true'))
    return `not the result of ${id}: ${excerpt(response.body)}`;
  return undefined;
}

/** The same by parsing: content type, JSON-RPC, text and structured content. For every so many answers. */
export function findFaultThoroughly(response: HttpResponse, id: number): string | undefined {
  const type = headerOf(response, "content-type") ?? "";
  const documents = type.startsWith("application/json")
    ? [response.body]
    : type.startsWith("text/event-stream")
      ? eventData(response.body)
      : [];
  for (const document of documents) {
    const message = JSON.parse(document);
    if (message.id !== id || message.jsonrpc !== "2.0") continue;
    const echoed = [message.result?.content?.[0]?.text, message.result?.structuredContent?.message];
    return echoed.every((text) => text === messageOf(id)) ? undefined : `not the result of ${id}: ${excerpt(document)}`;
  }
  return `no answer to ${id} in ${type}: ${excerpt(response.body)}`;
}

export function eventData(body: string): string[] {
  return body
    .split("\n")
    .filter((line) => line.startsWith("data:"))
    .map((line) => line.slice(5).trim())
    .filter((data) => data !== "");
}

function excerpt(text: string): string {
  return JSON.stringify(text.slice(0, 160));
}
