// A file may export several definitions, and not only tools: here a resource for every chapter, and a prompt.
const chapters = {
  holidays: "Everyone has 30 days a year. Tell your team two weeks before.",
  expenses: "Up to 50 euros need no approval. Send the receipt within a month.",
};

const chapterResource = {
  uriTemplate: "handbook://{chapter}",
  name: "handbook",
  description: "A chapter of the team's handbook",
  mimeType: "text/plain",
  // Suggestions while someone types a chapter.
  complete: { chapter: (typed) => Object.keys(chapters).filter((chapter) => chapter.startsWith(typed)) },
  // Undefined means that there is no such resource.
  read: ({ chapter }) => (Object.hasOwn(chapters, chapter) ? chapters[chapter] : undefined),
};

const askHandbookPrompt = {
  name: "ask_handbook",
  description: "Answers a question from the handbook alone",
  arguments: [{ name: "question", description: "What you want to know", required: true }],
  messages: ({ question }) =>
    `Answer from this handbook alone.\n\n${Object.values(chapters).join("\n")}\n\nQuestion: ${question}`,
};

export default [chapterResource, askHandbookPrompt];
