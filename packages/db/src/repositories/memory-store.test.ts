import { silentLogger, type Entity, type MemoryStore, type Relation } from "@mcp-tools/core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { postgresKinds, type TestServer } from "../../test/testing.ts";
import { createLazyDatabase } from "../connection/lazy-database.ts";
import { createMemoryStore } from "./memory-store.ts";

const space = "default";
const ada: Entity = {
  name: "Ada Lovelace",
  entityType: "person",
  observations: ["wrote the first program", "liked 100% of its notes"],
};
const engine: Entity = { name: "Analytical Engine", entityType: "machine", observations: ["was never built"] };
const turing: Entity = {
  name: "Alan_Turing",
  entityType: "person",
  observations: ["broke Enigma", "ran marathons", "read the program of Ada"],
};
const wroteFor: Relation = { from: ada.name, to: engine.name, relationType: "wrote for" };
const readAbout: Relation = { from: turing.name, to: ada.name, relationType: "read about" };

for (const kind of postgresKinds) {
  describe.skipIf(kind.isMissing)(`memory store on ${kind.name}`, () => {
    let server: TestServer;
    const opened: { close(): Promise<void> }[] = [];
    beforeAll(async () => {
      server = await kind.open();
    });
    afterAll(() => server.close());
    afterEach(async () => {
      for (const { close } of opened.splice(0)) await close();
    });

    function storeOn(url: string): MemoryStore {
      const database = createLazyDatabase({
        databaseUrl: url,
        dataDir: "",
        logger: silentLogger,
        applicationName: "test",
      });
      opened.push(database);
      return createMemoryStore({ database });
    }
    const freshStore = async () => storeOn(await server.createDatabase());
    const filledStore = async () => {
      const store = await freshStore();
      await store.createEntities(space, [ada, engine, turing]);
      await store.createRelations(space, [wroteFor, readAbout]);
      return store;
    };
    const namesOf = async (found: Promise<{ entities: readonly Entity[] }>) =>
      (await found).entities.map(({ name }) => name);

    test("keeps the graph in the order of creation, apart for each space", async () => {
      const store = await freshStore();

      expect(await store.createEntities(space, [turing, ada])).toEqual([turing, ada]);
      expect(await store.createEntities(space, [engine, ada])).toEqual([engine]);
      expect(await store.createRelations(space, [readAbout, wroteFor, readAbout])).toEqual([readAbout, wroteFor]);
      expect(await store.createRelations(space, [wroteFor])).toEqual([]);
      await store.createEntities("other", [engine]);

      expect(await store.readGraph(space, 100)).toEqual({
        entities: [turing, ada, engine],
        relations: [readAbout, wroteFor],
      });
      expect(await store.readGraph("other", 100)).toEqual({ entities: [engine], relations: [] });
    });

    test("of entities with one name in one call the first is created", async () => {
      const store = await freshStore();

      expect(await store.createEntities(space, [ada, { ...ada, observations: ["second"] }])).toEqual([ada]);
      expect(await store.readGraph(space, 10)).toEqual({ entities: [ada], relations: [] });
    });

    test("a graph that is cut has only relations among the entities that are left", async () => {
      const store = await filledStore();
      await store.createRelations(space, [{ from: "nobody", to: "nothing", relationType: "dangles" }]);

      expect(await store.readGraph(space, 2)).toEqual({ entities: [ada, engine], relations: [wroteFor] });
      expect((await store.readGraph(space, 3)).relations).toHaveLength(3);
    });

    test("adds observations once, in order, and says which were new", async () => {
      const store = await filledStore();

      const added = await store.addObservations(space, [
        { entityName: engine.name, contents: ["had a mill", "was never built", "had a store", "had a mill"] },
        { entityName: ada.name, contents: [] },
        { entityName: engine.name, contents: ["had a store", "had a printer"] },
      ]);

      expect(added).toEqual([
        { entityName: engine.name, addedObservations: ["had a mill", "had a store"] },
        { entityName: ada.name, addedObservations: [] },
        { entityName: engine.name, addedObservations: ["had a printer"] },
      ]);
      expect((await store.openNodes(space, [engine.name])).entities[0]?.observations).toEqual([
        "was never built",
        "had a mill",
        "had a store",
        "had a printer",
      ]);
      expect(await namesOf(store.searchNodes(space, "printer", 10))).toEqual([engine.name]);
    });

    test("adding to an entity that does not exist names it and adds nothing", async () => {
      const store = await filledStore();

      const adding = store.addObservations(space, [
        { entityName: ada.name, contents: ["new"] },
        { entityName: "Nobody", contents: ["new"] },
      ]);

      await expect(adding).rejects.toMatchObject({ code: "not_found", message: expect.stringContaining('"Nobody"') });
      expect((await store.openNodes(space, [ada.name])).entities).toEqual([ada]);
    });

    test("deletes what is named and ignores the rest", async () => {
      const store = await filledStore();

      expect(
        await store.deleteObservations(space, [
          { entityName: turing.name, observations: ["broke Enigma", "unknown"] },
          { entityName: "Nobody", observations: ["x"] },
        ]),
      ).toBe(1);
      expect(await namesOf(store.searchNodes(space, "enigma", 10))).toEqual([]);
      expect(await store.deleteRelations(space, [readAbout, { ...wroteFor, relationType: "unknown" }])).toBe(1);
      expect(await store.deleteEntities(space, [ada.name, "Nobody"])).toBe(1);
      expect(await store.deleteEntities("other", [engine.name])).toBe(0);

      expect(await store.readGraph(space, 10)).toEqual({
        entities: [engine, { ...turing, observations: ["ran marathons", "read the program of Ada"] }],
        relations: [],
      });
    });

    test("opens nodes with the relations that touch them at either end", async () => {
      const store = await filledStore();

      expect(await store.openNodes(space, [ada.name, "Nobody"])).toEqual({
        entities: [ada],
        relations: [wroteFor, readAbout],
      });
      expect(await store.openNodes(space, [])).toEqual({ entities: [], relations: [] });
    });

    test.for([
      { name: "a part of a word, whatever its case", query: "ENIG", found: [turing.name] },
      { name: "a phrase", query: "never built", found: [engine.name] },
      {
        name: "words from different places, the best place first",
        query: "ada program",
        found: [ada.name, turing.name],
      },
      { name: "the type", query: "person", found: [ada.name, turing.name] },
      { name: "a percent sign as itself", query: "100%", found: [ada.name] },
      { name: "an underscore as itself", query: "n_t", found: [turing.name] },
      { name: "a backslash as itself", query: "\\", found: [] },
      { name: "words with punctuation between them", query: "marathons, enigma!", found: [turing.name] },
      { name: "nothing where a word is missing", query: "ada enigma zebra", found: [] },
      { name: "everything for an empty query", query: " ", found: [ada.name, engine.name, turing.name] },
    ])("finds $name", async ({ query, found }) => {
      expect(await namesOf((await filledStore()).searchNodes(space, query, 10))).toEqual(found);
    });

    test("search puts an exact name before a part of a name before a mention, and keeps to its limit", async () => {
      const store = await freshStore();
      const named = (name: string, ...observations: string[]) => ({ name, entityType: "thing", observations });
      await store.createEntities(space, [named("mention", "about tea"), named("teapot"), named("TEA")]);
      await store.createRelations(space, [
        { from: "TEA", to: "teapot", relationType: "in" },
        { from: "mention", to: "TEA", relationType: "of" },
      ]);

      const { entities, relations } = await store.searchNodes(space, "tea", 2);

      expect(entities.map(({ name }) => name)).toEqual(["TEA", "teapot"]);
      expect(relations).toEqual([{ from: "TEA", to: "teapot", relationType: "in" }]);
    });

    test("other scripts, quotes and what PostgreSQL refuses in text", async () => {
      const store = await freshStore();
      const odd = {
        name: 'ÉCOLE "42" \ud83d\ude00',
        entityType: "школа",
        observations: ["日本語のメモ", "nul\0here", "half \ud83d"],
      };

      await store.createEntities(space, [odd]);

      expect((await store.readGraph(space, 10)).entities).toEqual([
        { ...odd, observations: ["日本語のメモ", "nulhere", "half \ufffd"] },
      ]);
      for (const query of ["école", "ШКОЛА", "本語", "nul\0h", "\ud83d\ude00"])
        expect(await namesOf(store.searchNodes(space, query, 10))).toEqual([odd.name]);
    });

    test("long texts are kept, long names refused", async () => {
      const store = await freshStore();
      const words = Array.from({ length: 300_000 }, (_, index) => `w${index}`).join(" ");

      await store.createEntities(space, [{ ...ada, observations: [words] }]);

      expect(await namesOf(store.searchNodes(space, "w299999", 10))).toEqual([ada.name]);
      await expect(store.createEntities(space, [{ ...ada, name: "é".repeat(401) }])).rejects.toMatchObject({
        code: "invalid_input",
      });
      const longest = Array.from({ length: 800 }, () => String.fromCharCode(33 + Math.floor(Math.random() * 90))).join(
        "",
      );
      expect(await store.createRelations(space, [{ from: longest, to: longest, relationType: longest }])).toHaveLength(
        1,
      );
    });

    test("two processes that create the same entities at the same time get each of them once, and no error", async () => {
      const url = await server.createDatabase();
      const stores = Array.from({ length: 4 }, () => storeOn(url));
      const entities = Array.from({ length: 200 }, (_, index) => ({
        name: `entity ${index}`,
        entityType: "thing",
        observations: ["seen"],
      }));

      const created = await Promise.all(
        stores.map((store, index) => store.createEntities(space, index % 2 ? entities : entities.toReversed())),
      );

      expect(created.flat()).toHaveLength(200);
      const graph = await stores[0]?.readGraph(space, 1000);
      expect(graph?.entities).toHaveLength(200);
      expect(graph?.entities.every(({ observations }) => observations.length === 1)).toBe(true);
    });

    test("ten thousand entities are searched in a moment", { timeout: 30_000 }, async () => {
      const store = await freshStore();
      const entities = Array.from({ length: 10_000 }, (_, index) => ({
        name: `entity ${index}`,
        entityType: "thing",
        observations: [`number ${index * 7} of many`, "something else"],
      }));
      for (let start = 0; start < entities.length; start += 2000)
        await store.createEntities(space, entities.slice(start, start + 2000));
      const times: number[] = [];

      for (let round = 0; round < 5; round++) {
        const startedAt = performance.now();
        expect(await namesOf(store.searchNodes(space, "number 69993", 50))).toEqual(["entity 9999"]);
        times.push(performance.now() - startedAt);
      }

      // 10 ms where nothing else runs; the bound is for a machine that is busy with other tests.
      expect(Math.min(...times)).toBeLessThan(200);
    });
  });
}
