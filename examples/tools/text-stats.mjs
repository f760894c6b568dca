// The shortest kind of tool: an object, with plain JSON Schema. Nothing is imported.
export default {
  name: "text_stats",
  title: "Text statistics",
  description: "Counts the words, lines and characters of a text. Use it instead of counting by yourself.",
  // "read" changes nothing; "write" adds or changes; "destructive" may take away what cannot be brought back.
  access: "read",
  input: {
    type: "object",
    properties: { text: { type: "string", description: "The text to count." } },
    required: ["text"],
  },
  // Optional: promises the shape of the result, and is kept: what does not fit is an error.
  output: {
    type: "object",
    properties: { words: { type: "integer" }, lines: { type: "integer" }, characters: { type: "integer" } },
    required: ["words", "lines", "characters"],
  },
  // The arguments were checked before. Return a string, an object as here, or MCP content: { content: [...] }.
  run({ text }) {
    return {
      words: text.split(/\s+/).filter(Boolean).length,
      lines: text === "" ? 0 : text.split("\n").length,
      characters: [...text].length,
    };
  },
};
