import type { FakeTool } from "./fake-registry.ts";

const text = (description: string, more: object = {}) => ({ type: "string", description, ...more });
const object = (properties: object, required: readonly string[] = []) => ({
  type: "object",
  properties,
  required,
  additionalProperties: false,
});
const entity = object(
  {
    name: text("Unique name."),
    entityType: text("Kind, e.g. `person`."),
    observations: { type: "array", items: text("One fact.") },
  },
  ["name", "entityType", "observations"],
);
const relation = object(
  {
    from: text("Name of the entity it starts at."),
    to: text("Name of the entity it leads to."),
    relationType: text("In active voice."),
  },
  ["from", "to", "relationType"],
);

/** Tools as a first deployment has them, for looking at the console. */
export const demoTools: readonly FakeTool[] = [
  {
    name: "get_current_time",
    title: "Current time",
    pack: "time",
    description: "The current time in a zone, with its offset from UTC and whether daylight saving applies.",
    inputSchema: object({ timezone: text("IANA name, e.g. `Europe/Berlin`.", { default: "UTC" }) }),
    outputSchema: object(
      {
        timezone: text("The zone."),
        datetime: text("ISO 8601.", { format: "date-time" }),
        is_dst: { type: "boolean" },
      },
      ["timezone", "datetime", "is_dst"],
    ),
  },
  {
    name: "convert_time",
    title: "Convert a time",
    pack: "time",
    description: "What a time of day in one zone is in another.",
    inputSchema: object(
      {
        source_timezone: text("IANA name."),
        time: text("24-hour `HH:MM`.", { pattern: "^\\d{2}:\\d{2}$" }),
        target_timezone: text("IANA name."),
      },
      ["source_timezone", "time", "target_timezone"],
    ),
  },
  {
    name: "fetch",
    title: "Fetch a page",
    credentials: ["proxy_password", "github_token"],
    pack: "fetch",
    description:
      "Reads a web page as Markdown, raw text or JSON. Long pages come in parts: pass `start` to go on where the last part ended. Private and loopback addresses are refused.",
    inputSchema: object(
      {
        url: text("What to read.", { format: "uri" }),
        max: {
          type: "integer",
          minimum: 1,
          maximum: 100000,
          default: 5000,
          description: "Characters to return at most.",
        },
        start: { type: "integer", minimum: 0, default: 0, description: "Where to start, in characters." },
        format: { enum: ["markdown", "text", "json"], default: "markdown", description: "How the page comes back." },
        headers: { type: "object", description: "Further request headers.", additionalProperties: { type: "string" } },
        token: text("Bearer token for the page.", { "x-secret": true }),
      },
      ["url"],
    ),
  },
  ...(["create_entities", "create_relations", "add_observations"] as const).map((name) => ({
    name,
    title: {
      create_entities: "Create entities",
      create_relations: "Create relations",
      add_observations: "Add observations",
    }[name],
    pack: "memory",
    access: "write" as const,
    description: `${{ create_entities: "Creates entities", create_relations: "Creates relations between entities", add_observations: "Adds facts to entities" }[name]} in the knowledge graph. What exists already is left as it is.`,
    inputSchema: object({
      [name === "create_relations" ? "relations" : "entities"]: {
        type: "array",
        minItems: 1,
        items: name === "create_relations" ? relation : entity,
      },
    }),
    outputSchema: object({ created: { type: "array", items: name === "create_relations" ? relation : entity } }),
  })),
  ...(["delete_entities", "delete_observations", "delete_relations"] as const).map((name) => ({
    name,
    title: name.replace("_", " ").replace(/^d/, "D"),
    pack: "memory",
    access: "destructive" as const,
    description: `Removes ${name.slice(7)} from the knowledge graph for good. Names that do not exist are ignored.`,
    inputSchema: object({ names: { type: "array", minItems: 1, maxItems: 1000, items: text("Exact name.") } }, [
      "names",
    ]),
  })),
  {
    name: "read_graph",
    title: "Read the graph",
    pack: "memory",
    description: "The whole knowledge graph, at most 2,000 entities.",
  },
  {
    name: "search_nodes",
    title: "Search nodes",
    pack: "memory",
    description: "Entities whose name, type or facts match the words.",
    inputSchema: object({ query: text("Words to look for.", { minLength: 1 }) }, ["query"]),
  },
  {
    name: "open_nodes",
    title: "Open nodes",
    pack: "memory",
    description: "The named entities with their relations.",
    inputSchema: object({ names: { type: "array", items: text("Exact name.") } }, ["names"]),
  },
  {
    name: "read_text_file",
    title: "Read a text file",
    pack: "files",
    description: "A text file below one of the allowed folders, whole or its first or last lines.",
    inputSchema: object(
      {
        path: text("Below an allowed folder."),
        head: { type: "integer", minimum: 1 },
        tail: { type: "integer", minimum: 1 },
      },
      ["path"],
    ),
  },
  {
    name: "write_file",
    title: "Write a file",
    pack: "files",
    access: "destructive",
    description: "Writes a file, over what was there.",
    inputSchema: object({ path: text("Below an allowed folder."), content: text("The whole new content.") }, [
      "path",
      "content",
    ]),
  },
  {
    name: "list_directory",
    title: "List a folder",
    pack: "files",
    description: "What is in a folder.",
    inputSchema: object({ path: text("Below an allowed folder.") }, ["path"]),
  },
  {
    name: "search_files",
    title: "Search files",
    pack: "files",
    description: "Files whose name fits a pattern.",
    inputSchema: object(
      {
        path: text("Where to start."),
        pattern: text("Glob."),
        excludePatterns: { type: "array", items: { type: "string" } },
      },
      ["path", "pattern"],
    ),
  },
  {
    name: "edit_file",
    title: "Edit a file",
    pack: "files",
    access: "write",
    description: "Replaces exact lines of a file and returns the difference.",
    inputSchema: object(
      {
        path: text("Below an allowed folder."),
        edits: {
          type: "array",
          items: object({ oldText: text("Exact."), newText: text("Instead.") }, ["oldText", "newText"]),
        },
        dryRun: { type: "boolean", default: false },
      },
      ["path", "edits"],
    ),
  },
];

/** As many tools as a large company has, with names that a search has something to do with. */
export function manyTools(count: number): FakeTool[] {
  const verbs = ["get", "list", "create", "update", "delete", "search", "export", "sync"] as const;
  const things = [
    "invoice",
    "ticket",
    "deployment",
    "contact",
    "pipeline",
    "document",
    "日历",
    "order",
    "alert",
  ] as const;
  return Array.from({ length: count }, (_, at): FakeTool => {
    const verb = verbs[at % verbs.length] ?? "get";
    const thing = things[Math.floor(at / verbs.length) % things.length] ?? "order";
    const isLast = verb === "delete";
    return {
      name: `${verb}_${thing === "日历" ? "calendar" : thing}_${at}`,
      title: `${verb} ${thing} ${at}`,
      pack: `pack-${at % 40}`,
      access: isLast ? "destructive" : /get|list|search|export/.test(verb) ? "read" : "write",
      description: `Lets a model ${verb} one ${thing} of the system number ${at}. ${"It says what it did, and what it could not do. ".repeat(3)}`,
      inputSchema: object({ id: text("Which one."), dryRun: { type: "boolean", default: false } }, ["id"]),
    };
  });
}
