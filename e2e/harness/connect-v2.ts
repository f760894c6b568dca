import { Client, type Transport, type VersionNegotiationMode } from "@modelcontextprotocol/client";
import { type Answers, clientInfo, defaultAnswers, type TestClient, toCallResult } from "./test-client.ts";

const LOG_LEVEL = "io.modelcontextprotocol/logLevel";

/** A client of SDK v2, in any era. */
export async function connectV2(
  transport: Transport,
  mode: VersionNegotiationMode,
  answers: Answers = defaultAnswers,
): Promise<TestClient> {
  const client = new Client(clientInfo, {
    capabilities: { elicitation: {}, sampling: {}, roots: {} },
    versionNegotiation: { mode },
  });
  client.setRequestHandler("elicitation/create", ({ params }) => answers.elicit(params));
  client.setRequestHandler("sampling/createMessage", ({ params }) => ({
    role: "assistant" as const,
    model: "e2e",
    content: { type: "text" as const, text: answers.sample(params) },
  }));
  client.setRequestHandler("roots/list", () => ({ roots: [...answers.roots] }));
  const notifications: { method: string; params?: Record<string, unknown> | undefined }[] = [];
  const errors: Error[] = [];
  client.onerror = (error) => void errors.push(error);
  client.fallbackNotificationHandler = async (notification) => void notifications.push(notification);
  await client.connect(transport);
  const isModern = client.getProtocolEra() === "modern";
  let level: string | undefined;

  return {
    version: client.getNegotiatedProtocolVersion(),
    server: client.getServerVersion(),
    capabilities: client.getServerCapabilities(),
    notifications,
    listTools: async () => (await client.listTools(undefined, { cacheMode: "refresh" })).tools,
    async call(name, args = {}, options = {}) {
      // In this era a level belongs to a request, not to a session.
      const meta = isModern && level !== undefined ? { _meta: { [LOG_LEVEL]: level } } : {};
      return toCallResult(await client.callTool({ name, arguments: args, ...meta }, options));
    },
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
      if (!isModern) {
        await client.subscribeResource({ uri });
        return () => client.unsubscribeResource({ uri });
      }
      const subscription = await client.listen({
        resourceSubscriptions: [uri],
        toolsListChanged: true,
        promptsListChanged: true,
        resourcesListChanged: true,
      });
      return () => subscription.close();
    },
    async logLevel(least) {
      level = least;
      if (!isModern) await client.setLoggingLevel(least);
    },
    errors,
    close: () => client.close(),
  };
}
