import { AppError, type Entity, type ObservationsAdded, type Relation } from "@mcp-tools/core";
import type { TransactionSql } from "postgres";
import { storableJson, storableText } from "./storable-text.ts";

/** A relation's two ends and type are one index entry, which must stay below 2,704 bytes. */
const nameBytesMax = 800;

export async function insertEntities(
  sql: TransactionSql,
  space: string,
  entities: readonly Entity[],
): Promise<Entity[]> {
  checkNames(entities.flatMap(({ name, entityType }) => [name, entityType]));
  const created = await sql<{ position: number }[]>`
    with given as (
      select distinct on (name) name, "entityType", observations, position
      from rows from (json_to_recordset(${storableJson(entities)}::text::json) as (name text, "entityType" text, observations text[]))
        with ordinality as entity (name, "entityType", observations, position)
      order by name, position
    ), created as (
      insert into memory_entities (space, name, entity_type, search_text)
      select ${space}, name, "entityType", lower(concat_ws(E'\n', name, "entityType", array_to_string(observations, E'\n')))
      from given order by position
      on conflict do nothing
      returning id, name
    ), noted as (
      insert into memory_observations (entity_id, content)
      select created.id, observation.content
      from created join given using (name), unnest(given.observations) with ordinality as observation (content, position)
      order by created.id, observation.position
    )
    select given.position::int from created join given using (name) order by 1`;
  return created.map(({ position }) => entities[position - 1]).filter((entity) => entity !== undefined);
}

export async function insertRelations(
  sql: TransactionSql,
  space: string,
  relations: readonly Relation[],
): Promise<Relation[]> {
  checkNames(relations.flatMap(({ from, to, relationType }) => [from, to, relationType]));
  return sql<Relation[]>`
    insert into memory_relations (space, from_name, to_name, relation_type)
    select ${space}, "from", "to", "relationType"
    from rows from (json_to_recordset(${storableJson(relations)}::text::json) as ("from" text, "to" text, "relationType" text))
      with ordinality as relation ("from", "to", "relationType", position)
    order by position
    on conflict do nothing
    returning from_name as "from", to_name as "to", relation_type as "relationType"`;
}

export async function insertObservations(
  sql: TransactionSql,
  space: string,
  additions: readonly { entityName: string; contents: readonly string[] }[],
): Promise<ObservationsAdded[]> {
  const given = storableJson(additions);
  await checkExistence(sql, space, given);
  const added = await sql<{ addition: number; content: string }[]>`
    with given as (
      select distinct on (entity.id, observation.content) entity.id, addition.position as addition, observation.position, observation.content
      from rows from (json_to_recordset(${given}::text::json) as ("entityName" text, contents text[]))
          with ordinality as addition (name, contents, position)
        join memory_entities entity on entity.space = ${space} and entity.name = addition.name,
        unnest(addition.contents) with ordinality as observation (content, position)
      where not exists (select 1 from memory_observations known where known.entity_id = entity.id and known.content = observation.content)
      order by entity.id, observation.content, addition, observation.position
    ), added as (
      insert into memory_observations (entity_id, content)
      select id, content from given order by addition, position
    )
    select addition::int, content from given order by given.addition, position`;
  await refreshSearchText(
    sql,
    space,
    additions.map(({ entityName }) => entityName),
  );
  return additions.map(({ entityName }, index) => ({
    entityName,
    addedObservations: added.filter(({ addition }) => addition === index + 1).map(({ content }) => content),
  }));
}

export async function removeEntities(sql: TransactionSql, space: string, names: readonly string[]): Promise<number> {
  const given = storableJson(names);
  await sql`
    delete from memory_relations
    where space = ${space} and (
      from_name in (select json_array_elements_text(${given}::text::json)) or to_name in (select json_array_elements_text(${given}::text::json)))`;
  const { count } =
    await sql`delete from memory_entities where space = ${space} and name in (select json_array_elements_text(${given}::text::json))`;
  return count;
}

export async function removeObservations(
  sql: TransactionSql,
  space: string,
  deletions: readonly { entityName: string; observations: readonly string[] }[],
): Promise<number> {
  const { count } = await sql`
    delete from memory_observations observation
    using memory_entities entity,
      json_to_recordset(${storableJson(deletions)}::text::json) as deletion ("entityName" text, observations text[])
    where entity.space = ${space} and entity.name = deletion."entityName"
      and observation.entity_id = entity.id and observation.content = any (deletion.observations)`;
  if (count > 0)
    await refreshSearchText(
      sql,
      space,
      deletions.map(({ entityName }) => entityName),
    );
  return count;
}

export async function removeRelations(
  sql: TransactionSql,
  space: string,
  relations: readonly Relation[],
): Promise<number> {
  const { count } = await sql`
    delete from memory_relations relation
    using json_to_recordset(${storableJson(relations)}::text::json) as given ("from" text, "to" text, "relationType" text)
    where relation.space = ${space} and relation.from_name = given."from" and relation.to_name = given."to" and relation.relation_type = given."relationType"`;
  return count;
}

/** What is searched follows what is stored, in the same transaction. */
async function refreshSearchText(sql: TransactionSql, space: string, names: readonly string[]): Promise<void> {
  await sql`
    update memory_entities entity
    set search_text = lower(concat_ws(E'\n', name, entity_type,
      (select string_agg(content, E'\n' order by id) from memory_observations observation where observation.entity_id = entity.id)))
    where space = ${space} and name in (select json_array_elements_text(${storableJson(names)}::text::json))`;
}

async function checkExistence(sql: TransactionSql, space: string, given: string): Promise<void> {
  const missing = await sql<{ name: string }[]>`
    select distinct "entityName" as name from json_to_recordset(${given}::text::json) as addition ("entityName" text)
    where not exists (select 1 from memory_entities where space = ${space} and memory_entities.name = addition."entityName")`;
  if (missing.length === 0) return;
  const names = missing.map(({ name }) => JSON.stringify(name)).join(", ");
  throw new AppError(
    "not_found",
    `There ${missing.length === 1 ? "is no entity" : "are no entities"} named ${names}. Create them first; nothing was added.`,
  );
}

function checkNames(names: readonly string[]): void {
  const tooLong = names.find((name) => Buffer.byteLength(storableText(name)) > nameBytesMax);
  if (tooLong === undefined) return;
  throw new AppError(
    "invalid_input",
    `"${tooLong.slice(0, 60)}…" is too long: names and types may have ${nameBytesMax} bytes. Put long texts into observations.`,
  );
}
