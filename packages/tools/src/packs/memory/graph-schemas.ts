import * as z from "zod";

/** Text that PostgreSQL can keep as it is. */
export function storableText(charsMax: number) {
  return z.string().max(charsMax).refine(isStorable, "must not contain NUL or half a character");
}

function isStorable(text: string): boolean {
  return !text.includes("\0") && !/\p{Surrogate}/u.test(text);
}

function storable(charsMax: number) {
  return storableText(charsMax).min(1);
}

export function entityNameSchema() {
  return storable(500);
}

export function observationsSchema() {
  return z.array(storable(20_000)).max(1_000);
}

/** What a tool takes for an entity. */
export function entitySchema() {
  return z.object({
    name: entityNameSchema().describe("The entity's name; it identifies the entity."),
    entityType: storable(200).describe("What kind of thing it is, such as person, project or event."),
    observations: observationsSchema().describe("Facts about it, one per item."),
  });
}

/** What a tool takes for a relation. */
export function relationSchema() {
  return z.object({
    from: entityNameSchema().describe("Name of the entity where the relation starts."),
    to: entityNameSchema().describe("Name of the entity where the relation ends."),
    relationType: storable(200).describe("How they relate, in active voice, such as works_at."),
  });
}

/** What a tool gives for an entity: no bounds, because what is kept was bounded when it came. */
export function storedEntitySchema() {
  return z.object({ name: z.string(), entityType: z.string(), observations: z.array(z.string()) });
}

export function storedRelationSchema() {
  return z.object({ from: z.string(), to: z.string(), relationType: z.string() });
}

export function graphSchema() {
  return z.object({
    entities: z.array(storedEntitySchema()),
    relations: z.array(storedRelationSchema()),
    notice: z.string().optional().describe("Present when the answer had to be cut: what is missing and how to get it."),
  });
}

export function deletedSchema() {
  return z.object({ success: z.boolean(), message: z.string() });
}
