// A tool in TypeScript, with zod, that asks the person at the client before it acts.
import { z } from "zod";

const input = z.object({
  room: z.enum(["Amber", "Birch", "Cedar"]).describe("The meeting room."),
  day: z.iso.date().describe("The day, like 2026-03-31."),
  people: z.int().min(1).max(12).default(2).describe("How many people will come."),
});

const output = z.object({
  booked: z.boolean(),
  reference: z.string().optional().describe("What to quote when cancelling."),
});

/** The part of the context that this tool uses. There is more: principal, log, signal, progress, sample, roots, … */
interface Context {
  ask(form: { message: string; schema: object }): Promise<{ action: string; content?: Record<string, unknown> }>;
}

export default {
  name: "book_room",
  title: "Book a meeting room",
  description: "Books a meeting room for a day, once the person has given the meeting a title. Returns a reference.",
  access: "write",
  // A person answers in between, so this takes longer than the minute that tools have by default.
  timeoutMs: 600_000,
  input,
  output,
  async run({ room, day, people }: z.infer<typeof input>, { ask }: Context): Promise<z.infer<typeof output>> {
    // Ask before acting: with a 2026-07-28 client, `run` starts again from its first line once the answer is there.
    const answer = await ask({
      message: `Book ${room} on ${day} for ${people}?`,
      schema: {
        type: "object",
        properties: { title: { type: "string", title: "Title of the meeting" } },
        required: ["title"],
      },
    });
    if (answer.action !== "accept") return { booked: false };

    // Here your own booking system would be called. What `run` throws is told to the model, so say what to do about it.
    const reference = `${room}-${day}-${String(answer.content?.["title"])}`
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, "-");
    return { booked: true, reference };
  },
};
