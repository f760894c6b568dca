import type { Entity, KnowledgeGraph, Relation } from "@mcp-tools/core";

export interface FittedGraph {
  readonly graph: KnowledgeGraph;
  /** What was left out, and how to get it. */
  readonly notice?: string;
}

export interface GraphLimits {
  readonly entitiesMax: number;
  /** Of the graph as JSON. */
  readonly bytesMax: number;
  /** What to do about a cut, as a sentence. */
  readonly advice: string;
}

/** The beginning of a graph that fits: entities first, with at least three tenths of the room left to relations. */
export function fitGraph(graph: KnowledgeGraph, { entitiesMax, bytesMax, advice }: GraphLimits): FittedGraph {
  if (graph.entities.length <= entitiesMax && byteLength(graph) <= bytesMax) return { graph };

  const entityRoom = bytesMax - Math.min(Math.floor(bytesMax * 0.3), byteLength(graph.relations));
  const kept = takeEntities(graph.entities.slice(0, entitiesMax), entityRoom);
  const names = new Set(kept.entities.map(({ name }) => name));
  const touching = graph.relations.filter(({ from, to }) => names.has(from) || names.has(to));
  const relations = take(touching, bytesMax - kept.bytes);
  const shown = `${kept.entities.length} entities and ${relations.items.length} relations are shown`;
  return {
    graph: { entities: kept.entities, relations: relations.items },
    notice: `There is more than one answer holds: ${shown}${kept.cutObservations}. ${advice}`,
  };
}

function takeEntities(
  entities: readonly Entity[],
  bytesMax: number,
): { entities: Entity[]; bytes: number; cutObservations: string } {
  const { items, bytes } = take(entities, bytesMax);
  const [first] = entities;
  if (items.length > 0 || first === undefined) return { entities: items, bytes, cutObservations: "" };
  // One entity alone is too much: show what fits of it rather than nothing.
  const observations = take(first.observations, bytesMax - byteLength({ ...first, observations: [] }));
  const cutObservations = `, and only ${observations.items.length} of the ${first.observations.length} observations of "${first.name}"`;
  return { entities: [{ ...first, observations: observations.items }], bytes: bytesMax, cutObservations };
}

function take<Item extends Entity | Relation | string>(
  items: readonly Item[],
  bytesMax: number,
): { items: Item[]; bytes: number } {
  const taken: Item[] = [];
  let bytes = 0;
  for (const item of items) {
    const size = byteLength(item) + 1;
    if (bytes + size > bytesMax) break;
    taken.push(item);
    bytes += size;
  }
  return { items: taken, bytes };
}

function byteLength(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}
