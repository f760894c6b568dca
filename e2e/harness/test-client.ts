/** What the tests want of a client, whichever SDK it comes from. */
export interface TestClient {
  /** As negotiated. */
  readonly version: string | undefined;
  readonly server: { name: string; version: string } | undefined;
  readonly capabilities: Readonly<Record<string, unknown>> | undefined;
  listTools(): Promise<readonly ListedTool[]>;
  /** @throws the SDK's error for a protocol error, whose `code` is JSON-RPC's */
  call(name: string, args?: Readonly<Record<string, unknown>>, options?: CallOptions): Promise<CallResult>;
  listResources(): Promise<readonly string[]>;
  listTemplates(): Promise<readonly string[]>;
  readResource(uri: string): Promise<readonly ResourceText[]>;
  listPrompts(): Promise<readonly string[]>;
  getPrompt(name: string, args: Record<string, string>): Promise<readonly { role: string; content: unknown }[]>;
  /** Values for an argument of a prompt, or for a variable of a template. */
  complete(
    ref: { prompt: string } | { template: string },
    argument: { name: string; value: string },
  ): Promise<readonly string[]>;
  /** Asks to be told of updates of the resource and of changed lists, in the way of its era. Returns the end of it. */
  watch(uri: string): Promise<() => Promise<unknown>>;
  /** The least level that the server logs to the client from now on. */
  logLevel(level: "debug" | "info" | "warning" | "error"): Promise<void>;
  /** What came beyond answers, in order. */
  readonly notifications: readonly { method: string; params?: Record<string, unknown> | undefined }[];
  /** What the SDK could make nothing of, such as an answer to a request that has one. */
  readonly errors: readonly Error[];
  close(): Promise<void>;
}

export interface ListedTool {
  readonly name: string;
  readonly description?: string | undefined;
  readonly inputSchema: object;
  readonly outputSchema?: object | undefined;
  readonly annotations?: object | undefined;
}

export interface CallOptions {
  readonly signal?: AbortSignal;
  readonly onprogress?: (progress: { progress: number; total?: number | undefined }) => void;
}

/** What two clients must agree on: a result without what each era adds to it. */
export interface CallResult {
  readonly content: unknown;
  readonly structuredContent?: unknown;
  readonly isError?: boolean;
}

export interface ResourceText {
  readonly uri: string;
  readonly mimeType?: string | undefined;
  readonly text?: string | undefined;
  readonly blob?: string | undefined;
}

/** The person and the model behind the client. */
export interface Answers {
  elicit(params: { message: string }): {
    action: "accept" | "decline" | "cancel";
    content?: Record<string, string | number | boolean | string[]>;
  };
  /** The model's text. */
  sample(params: { messages: unknown }): string;
  readonly roots: readonly { uri: string; name: string }[];
}

export const defaultAnswers: Answers = {
  elicit: () => ({
    action: "accept",
    content: { username: "ada", email: "ada@example.com", name: "Ada", step: "1", color: "blue", context: "tests" },
  }),
  sample: () => "Paris",
  roots: [{ uri: "file:///project", name: "project" }],
};

export const clientInfo = { name: "e2e-client", version: "1.2.3" };

/** Leaves out what only one era has. */
export function toCallResult({ content, structuredContent, isError }: Record<string, unknown>): CallResult {
  return {
    content,
    ...(structuredContent !== undefined && { structuredContent }),
    ...(isError === true && { isError }),
  };
}
