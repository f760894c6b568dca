import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import {
  CreateMessageRequestSchema,
  ElicitRequestSchema,
  ListRootsRequestSchema,
} from "@modelcontextprotocol/sdk/types.js";
import { type Answers, clientInfo, defaultAnswers, type TestClient, toCallResult } from "./test-client.ts";

/** A client of SDK v1, which knows the legacy revisions only. */
export async function connectV1(transport: Transport, answers: Answers = defaultAnswers): Promise<TestClient> {
  const client = new Client(clientInfo, { capabilities: { elicitation: {}, sampling: {}, roots: {} } });
  client.setRequestHandler(ElicitRequestSchema, ({ params }) => answers.elicit(params));
  client.setRequestHandler(CreateMessageRequestSchema, ({ params }) => ({
    role: "assistant" as const,
    model: "e2e",
    content: { type: "text" as const, text: answers.sample(params) },
  }));
  client.setRequestHandler(ListRootsRequestSchema, () => ({ roots: [...answers.roots] }));
  const notifications: { method: string; params?: Record<string, unknown> | undefined }[] = [];
  const errors: Error[] = [];
  client.onerror = (error) => void errors.push(error);
  client.fallbackNotificationHandler = async (notification) => void notifications.push(notification);
  let version: string | undefined;
  await client.connect(
    Object.assign(transport, {
      setProtocolVersion: chain(transport.setProtocolVersion?.bind(transport), (negotiated) => (version = negotiated)),
    }),
  );

  return {
    get version() {
      return version;
    },
    server: client.getServerVersion(),
    capabilities: client.getServerCapabilities(),
    notifications,
    listTools: async () => (await client.listTools()).tools,
    call: async (name, args = {}, options = {}) =>
      toCallResult(await client.callTool({ name, arguments: args }, undefined, options)),
    listResources: async () => (await client.listResources()).resources.map(({ uri }) => uri),
    listTemplates: async () =>
      (await client.listResourceTemplates()).resourceTemplates.map(({ uriTemplate }) => uriTemplate),
    readResource: async (uri) => (await client.readResource({ uri })).contents,
    listPrompts: async () => (await client.listPrompts()).prompts.map(({ name }) => name),
    getPrompt: async (name, args) => (await client.getPrompt({ name, arguments: args })).messages,
    complete: async (ref, argument) =>
      (
        await client.complete({
          ref: "prompt" in ref ? { type: "ref/prompt", name: ref.prompt } : { type: "ref/resource", uri: ref.template },
          argument,
        })
      ).completion.values,
    async watch(uri) {
      await client.subscribeResource({ uri });
      return () => client.unsubscribeResource({ uri });
    },
    logLevel: async (level) => void (await client.setLoggingLevel(level)),
    errors,
    close: () => client.close(),
  };
}

/** The SDK tells only the transport which version was negotiated. */
function chain(
  original: ((version: string) => void) | undefined,
  also: (version: string) => void,
): (version: string) => void {
  return (version) => {
    also(version);
    original?.(version);
  };
}
