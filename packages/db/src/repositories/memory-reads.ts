import type { KnowledgeGraph } from "@mcp-tools/core";
import type { PendingQuery, Row, Sql } from "postgres";
import { storableJson, storableText } from "./storable-text.ts";

type Fragment = PendingQuery<Row[]>;

const queryCharsMax = 1000;
const wordsMax = 20;

export function readGraph(sql: Sql, space: string, limit: number): Promise<KnowledgeGraph> {
  const found = sql`select id, name, entity_type, id as position from memory_entities where space = ${space} order by id limit ${limit}`;
  const isWhole = sql`(select count(*) from memory_entities where space = ${space}) <= ${limit}`;
  return graphOf(sql, {
    space,
    found,
    relations: sql`${isWhole} or (${isFound(sql, "from_name")} and ${isFound(sql, "to_name")})`,
  });
}

export function openNodes(sql: Sql, space: string, names: readonly string[]): Promise<KnowledgeGraph> {
  const found = sql`
    select id, name, entity_type, id as position from memory_entities
    where space = ${space} and name in (select json_array_elements_text(${storableJson(names)}::text::json))`;
  return graphOf(sql, { space, found, relations: sql`${isFound(sql, "from_name")} or ${isFound(sql, "to_name")}` });
}

/**
 * An entity is found when its words include all of the query's, or when each of the query's words is a part of its text.
 * Best first: the name itself, a part of the name, the query in one piece, then by PostgreSQL's rank.
 */
export function searchNodes(sql: Sql, space: string, query: string, limit: number): Promise<KnowledgeGraph> {
  const text = storableText(query).trim().slice(0, queryCharsMax);
  const phrase = likePattern(text);
  const words = storableJson(text.split(/\s+/).slice(0, wordsMax).map(likePattern));
  const found = sql`
    select id, name, entity_type, row_number() over (order by
      lower(name) = lower(${text}) desc, lower(name) like lower(${phrase}) desc, search_text like lower(${phrase}) desc,
      ts_rank(search, plainto_tsquery('simple', ${text})) desc, id) as position
    from memory_entities
    where id in (
      select id from memory_entities where space = ${space} and search @@ plainto_tsquery('simple', ${text})
      union
      select id from memory_entities where space = ${space}
        and search_text like all (array(select lower(json_array_elements_text(${words}::text::json)))))
    order by position limit ${limit}`;
  return graphOf(sql, { space, found, relations: sql`${isFound(sql, "from_name")} and ${isFound(sql, "to_name")}` });
}

/** Entities and relations in one statement, hence of one moment. `found` has id, name, entity_type and position. */
async function graphOf(
  sql: Sql,
  { space, found, relations }: { space: string; found: Fragment; relations: Fragment },
): Promise<KnowledgeGraph> {
  const [graph] = await sql<KnowledgeGraph[]>`
    with found as materialized (${found})
    select
      coalesce((
        select json_agg(json_build_object('name', found.name, 'entityType', found.entity_type, 'observations', coalesce((
          select json_agg(content order by observation.id) from memory_observations observation where entity_id = found.id), '[]'::json)) order by found.position)
        from found), '[]'::json) as entities,
      coalesce((
        select json_agg(json_build_object('from', from_name, 'to', to_name, 'relationType', relation_type) order by id)
        from memory_relations where space = ${space} and (${relations})), '[]'::json) as relations`;
  return graph ?? { entities: [], relations: [] };
}

function isFound(sql: Sql, column: "from_name" | "to_name"): Fragment {
  return sql`${sql(column)} in (select name from found)`;
}

function likePattern(text: string): string {
  return `%${text.replace(/[\\%_]/g, "\\$&")}%`;
}
