import { defineResource, defineResourceTemplate, type Definition } from "../../define-tool.ts";
import { RED_PIXEL_PNG } from "./sample-media.ts";

export const fixtureResources: readonly Definition[] = [
  defineResource({
    uri: "test://static-text",
    name: "static-text",
    title: "Static text",
    description: "A text that never changes",
    mimeType: "text/plain",
    read: () => "This is the content of the static text resource.",
  }),
  defineResource({
    uri: "test://static-binary",
    name: "static-binary",
    title: "Static image",
    description: "A PNG of one red pixel",
    mimeType: "image/png",
    read: () => Buffer.from(RED_PIXEL_PNG, "base64"),
  }),
  defineResource({
    uri: "test://watched-resource",
    name: "watched-resource",
    title: "Watched resource",
    description: "A text to subscribe to; test_trigger_resource_update announces an update of it",
    mimeType: "text/plain",
    read: () => "Watched resource content",
  }),
  defineResourceTemplate({
    uriTemplate: "test://template/{id}/data",
    name: "template",
    title: "Data by id",
    description: "Repeats the id of its URI",
    mimeType: "application/json",
    complete: { id: (value) => ["123", "124", "456"].filter((id) => id.startsWith(value)) },
    read: ({ id }) => JSON.stringify({ id, templateTest: true, data: `Data for ID: ${id}` }),
  }),
];
