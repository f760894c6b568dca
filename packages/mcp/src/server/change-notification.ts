import type { ChangeEvent } from "@mcp-tools/core";

const METHOD_OF: Readonly<Record<ChangeEvent["kind"], string>> = {
  tools_changed: "notifications/tools/list_changed",
  prompts_changed: "notifications/prompts/list_changed",
  resources_changed: "notifications/resources/list_changed",
  resource_updated: "notifications/resources/updated",
};

/** A change as clients are told of it. */
export function toNotification(event: ChangeEvent): { method: string; params?: { uri: string } } {
  return { method: METHOD_OF[event.kind], ...(event.kind === "resource_updated" && { params: { uri: event.uri } }) };
}
