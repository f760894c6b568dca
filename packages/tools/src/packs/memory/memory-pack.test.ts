import { AppError, type Entity, type MemoryStore, type Relation } from "@mcp-tools/core";
import { expect, test } from "vitest";
import { textOf, toolsOf } from "../testing-context.ts";
import { createMemoryPack } from "./memory-pack.ts";

const ada = { name: "Ada", entityType: "person", observations: ["writes programs", "lives in London"] };
const engine = { name: "Engine", entityType: "machine", observations: ["has gears"] };
const programs = { from: "Ada", to: "Engine", relationType: "programs" };

/** Just enough of a store: what the pack asks it for, and what it hands back. */
function createFakeStore(): MemoryStore {
  const spaces = new Map<string, { entities: Entity[]; relations: Relation[] }>();
  const open = (space: string) => {
    const graph = spaces.get(space) ?? { entities: [], relations: [] };
    spaces.set(space, graph);
    return graph;
  };
  const same = (one: Relation) => (other: Relation) => JSON.stringify(one) === JSON.stringify(other);
  const remove = <Item>(items: Item[], gone: (item: Item) => boolean) => {
    const before = items.length;
    items.splice(0, before, ...items.filter((item) => !gone(item)));
    return before - items.length;
  };
  return {
    async createEntities(space, entities) {
      const graph = open(space);
      const created = entities.filter(({ name }) => !graph.entities.some((known) => known.name === name));
      graph.entities.push(...created);
      return created;
    },
    async createRelations(space, relations) {
      const graph = open(space);
      const created = relations.filter((relation) => !graph.relations.some(same(relation)));
      graph.relations.push(...created);
      return created;
    },
    async addObservations(space, additions) {
      const graph = open(space);
      return additions.map(({ entityName, contents }) => {
        const index = graph.entities.findIndex(({ name }) => name === entityName);
        const entity = graph.entities[index];
        if (entity === undefined) throw new AppError("not_found", `There is no entity "${entityName}".`);
        const addedObservations = contents.filter((text) => !entity.observations.includes(text));
        graph.entities[index] = { ...entity, observations: [...entity.observations, ...addedObservations] };
        return { entityName, addedObservations };
      });
    },
    async deleteEntities(space, names) {
      const graph = open(space);
      remove(graph.relations, ({ from, to }) => names.includes(from) || names.includes(to));
      return remove(graph.entities, ({ name }) => names.includes(name));
    },
    async deleteObservations(space, deletions) {
      const graph = open(space);
      let deleted = 0;
      graph.entities.forEach((entity, index) => {
        const gone = deletions
          .filter(({ entityName }) => entityName === entity.name)
          .flatMap(({ observations }) => observations);
        const observations = entity.observations.filter((text) => !gone.includes(text));
        deleted += entity.observations.length - observations.length;
        graph.entities[index] = { ...entity, observations };
      });
      return deleted;
    },
    async deleteRelations(space, relations) {
      return remove(open(space).relations, (relation) => relations.some(same(relation)));
    },
    async readGraph(space, limit) {
      const { entities, relations } = open(space);
      return { entities: entities.slice(0, limit), relations };
    },
    async searchNodes(space, query, limit) {
      const entities = open(space).entities.filter((entity) => JSON.stringify(entity).includes(query));
      return { entities: entities.slice(0, limit), relations: open(space).relations };
    },
    async openNodes(space, names) {
      const { entities, relations } = open(space);
      return {
        entities: entities.filter(({ name }) => names.includes(name)),
        relations: relations.filter(({ from, to }) => names.includes(from) || names.includes(to)),
      };
    },
  };
}

function openPack(options: { resultBytesMax?: number; space?: string; memory?: MemoryStore } = {}) {
  const { space = "default", memory = createFakeStore(), ...packOptions } = options;
  const invoke = toolsOf(createMemoryPack(packOptions));
  return { memory, call: (name: string, input: unknown) => invoke(name, input, { stores: { memory }, space }) };
}

test("keeps a graph under the names and shapes of the reference memory server", async () => {
  const { call } = openPack();

  const created = await call("create_entities", { entities: [ada, engine] });
  expect(created.structuredContent).toEqual({ entities: [ada, engine] });
  expect(JSON.parse(textOf(created))).toEqual([ada, engine]);
  expect((await call("create_entities", { entities: [ada] })).structuredContent).toEqual({ entities: [] });
  expect((await call("create_relations", { relations: [programs] })).structuredContent).toEqual({
    relations: [programs],
  });
  const added = await call("add_observations", {
    observations: [{ entityName: "Engine", contents: ["has gears", "is analytical"] }],
  });
  expect(added.structuredContent).toEqual({
    results: [{ entityName: "Engine", addedObservations: ["is analytical"] }],
  });
  expect(JSON.parse(textOf(added))).toEqual([{ entityName: "Engine", addedObservations: ["is analytical"] }]);

  expect((await call("search_nodes", { query: "gears" })).structuredContent).toMatchObject({
    entities: [{ name: "Engine" }],
  });
  const opened = await call("open_nodes", { names: ["Ada", "Nobody"] });
  expect(opened.structuredContent).toEqual({ entities: [ada], relations: [programs] });
  expect(JSON.parse(textOf(opened))).toEqual(opened.structuredContent);
});

test("deletes, and says how much of it there was", async () => {
  const { call } = openPack();
  await call("create_entities", { entities: [ada, engine] });
  await call("create_relations", { relations: [programs] });

  const observations = await call("delete_observations", {
    deletions: [{ entityName: "Ada", observations: ["writes programs", "sings"] }],
  });
  expect(observations.structuredContent).toEqual({
    success: true,
    message: "Deleted 1 observation. 1 of those named did not exist.",
  });
  expect((await call("delete_relations", { relations: [programs, programs] })).structuredContent).toEqual({
    success: true,
    message: "Deleted 1 relation.",
  });
  expect(textOf(await call("delete_entities", { entityNames: ["Ada", "Engine"] }))).toBe("Deleted 2 entities.");
  expect((await call("read_graph", {})).structuredContent).toEqual({ entities: [], relations: [] });
});

test("works in the principal's space only", async () => {
  const memory = createFakeStore();
  await openPack({ memory, space: "one" }).call("create_entities", { entities: [ada] });
  expect((await openPack({ memory, space: "two" }).call("read_graph", {})).structuredContent).toEqual({
    entities: [],
    relations: [],
  });
});

test("passes on that an entity to add to does not exist", async () => {
  await expect(
    openPack().call("add_observations", { observations: [{ entityName: "Nobody", contents: ["x"] }] }),
  ).rejects.toMatchObject({ code: "not_found" });
});

test.for([
  ["an empty name", { ...ada, name: "" }],
  ["NUL, which PostgreSQL cannot keep", { ...ada, observations: ["a\0b"] }],
  ["half a character", { ...ada, name: "\ud800" }],
  ["a name without end", { ...ada, name: "x".repeat(501) }],
  ["an observation without end", { ...ada, observations: ["x".repeat(20_001)] }],
  ["too many observations", { ...ada, observations: Array.from({ length: 1_001 }, String) }],
] as const)("refuses %s", async ([, entity]) => {
  await expect(openPack().call("create_entities", { entities: [entity] })).rejects.toMatchObject({
    code: "invalid_input",
  });
});

test("shows the oldest thousand of a large graph and says so", async () => {
  const { call } = openPack();
  for (const part of ["a", "b"]) {
    await call("create_entities", {
      entities: Array.from({ length: 600 }, (_, index) => ({
        name: `${part}${index}`,
        entityType: "t",
        observations: [],
      })),
    });
  }
  await call("create_relations", {
    relations: [
      { from: "a0", to: "b599", relationType: "knows" },
      { from: "b598", to: "b599", relationType: "knows" },
    ],
  });

  const read = await call("read_graph", {});
  const { entities, relations, notice } = read.structuredContent as {
    entities: { name: string }[];
    relations: object[];
    notice: string;
  };
  expect(entities).toHaveLength(1_000);
  expect(entities.at(-1)?.name).toBe("b399");
  expect(relations).toEqual([{ from: "a0", to: "b599", relationType: "knows" }]);
  expect(notice).toContain("1000 entities and 1 relations are shown");
  expect(read.content.at(-1)).toEqual({ type: "text", text: notice });
});

test("keeps within the result size, with relations as well as entities", async () => {
  const { call } = openPack({ resultBytesMax: 50_000 });
  await call("create_entities", {
    entities: Array.from({ length: 500 }, (_, index) => ({ ...ada, name: `e${index}` })),
  });
  await call("create_relations", {
    relations: Array.from({ length: 500 }, (_, index) => ({ from: "e0", to: `e${index}`, relationType: "knows" })),
  });

  const read = await call("read_graph", {});
  const { entities, relations, notice } = read.structuredContent as {
    entities: object[];
    relations: object[];
    notice: string;
  };
  expect(Buffer.byteLength(textOf(read))).toBeLessThan(25_000);
  expect(entities.length).toBeGreaterThan(50);
  expect(relations.length).toBeGreaterThan(50);
  expect(notice).toContain("search_nodes");
});

test("shows part of an entity that is too large alone", async () => {
  const { call } = openPack({ resultBytesMax: 50_000 });
  await call("create_entities", {
    entities: [{ ...ada, observations: Array.from({ length: 100 }, (_, index) => `${index}${"x".repeat(1_000)}`) }],
  });

  const opened = await call("open_nodes", { names: ["Ada"] });
  const { entities, notice } = opened.structuredContent as { entities: { observations: string[] }[]; notice: string };
  expect(entities[0]?.observations.length).toBeGreaterThan(10);
  expect(Buffer.byteLength(textOf(opened))).toBeLessThan(25_000);
  expect(notice).toContain(`${entities[0]?.observations.length} of the 100 observations of "Ada"`);
});
