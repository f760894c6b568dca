/** `params` of `sampling/createMessage` for one question in plain text. */
export function samplingParams(question: string, maxTokens: number): Readonly<Record<string, unknown>> {
  return { messages: [{ role: "user", content: { type: "text", text: question } }], maxTokens };
}

/** The text of a sampling result, or all of it as JSON when it is not text. */
export function textOf(result: unknown): string {
  const content = memberOf(result, "content");
  const text = memberOf(Array.isArray(content) ? content[0] : content, "text");
  return typeof text === "string" ? text : JSON.stringify(result);
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
