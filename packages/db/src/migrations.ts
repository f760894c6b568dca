// Generated from drizzle/ by `pnpm db:generate`. Do not edit.

export interface Migration {
  readonly name: string;
  readonly statements: readonly string[];
}

/** In the order in which they are applied. */
export const migrations: readonly Migration[] = [
  {
    name: "0000_initial",
    statements: [
      "CREATE TABLE \"calls\" (\n\t\"id\" uuid PRIMARY KEY NOT NULL,\n\t\"started_at\" timestamp (3) with time zone NOT NULL,\n\t\"principal_id\" text NOT NULL,\n\t\"transport\" text NOT NULL,\n\t\"protocol_version\" text,\n\t\"client\" text,\n\t\"session_id\" text,\n\t\"tool\" text NOT NULL,\n\t\"arguments\" text NOT NULL,\n\t\"outcome\" text NOT NULL,\n\t\"message\" text,\n\t\"duration_ms\" double precision NOT NULL,\n\t\"result_bytes\" integer NOT NULL,\n\t\"request_id\" text,\n\t\"trace_id\" text\n);",
      "CREATE TABLE \"memory_entities\" (\n\t\"id\" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name \"memory_entities_id_seq\" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),\n\t\"space\" text NOT NULL,\n\t\"name\" text NOT NULL,\n\t\"entity_type\" text NOT NULL,\n\t\"search_text\" text NOT NULL,\n\t\"search\" \"tsvector\" GENERATED ALWAYS AS (setweight(to_tsvector('simple', name), 'A') || setweight(to_tsvector('simple', left(search_text, 100000)), 'D')) STORED,\n\t\"created_at\" timestamp with time zone DEFAULT now() NOT NULL,\n\tCONSTRAINT \"memory_entities_name_key\" UNIQUE(\"space\",\"name\")\n);",
      "CREATE TABLE \"memory_observations\" (\n\t\"id\" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name \"memory_observations_id_seq\" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),\n\t\"entity_id\" bigint NOT NULL,\n\t\"content\" text NOT NULL,\n\t\"created_at\" timestamp with time zone DEFAULT now() NOT NULL\n);",
      "CREATE TABLE \"memory_relations\" (\n\t\"id\" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name \"memory_relations_id_seq\" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),\n\t\"space\" text NOT NULL,\n\t\"from_name\" text NOT NULL,\n\t\"to_name\" text NOT NULL,\n\t\"relation_type\" text NOT NULL,\n\t\"created_at\" timestamp with time zone DEFAULT now() NOT NULL,\n\tCONSTRAINT \"memory_relations_key\" UNIQUE(\"space\",\"from_name\",\"to_name\",\"relation_type\")\n);",
      "CREATE TABLE \"processes\" (\n\t\"id\" text PRIMARY KEY NOT NULL,\n\t\"host\" text NOT NULL,\n\t\"pid\" integer NOT NULL,\n\t\"version\" text NOT NULL,\n\t\"services\" jsonb NOT NULL,\n\t\"started_at\" timestamp (3) with time zone NOT NULL,\n\t\"last_seen_at\" timestamp (3) with time zone DEFAULT now() NOT NULL,\n\t\"rss_bytes\" bigint NOT NULL,\n\t\"cpu\" double precision NOT NULL,\n\t\"sessions\" jsonb NOT NULL\n);",
      "ALTER TABLE \"memory_observations\" ADD CONSTRAINT \"memory_observations_entity_id_memory_entities_id_fk\" FOREIGN KEY (\"entity_id\") REFERENCES \"public\".\"memory_entities\"(\"id\") ON DELETE cascade ON UPDATE no action;",
      "CREATE INDEX \"calls_tool_idx\" ON \"calls\" USING btree (\"tool\",\"id\");",
      "CREATE INDEX \"calls_outcome_idx\" ON \"calls\" USING btree (\"outcome\",\"id\");",
      "CREATE INDEX \"calls_started_at_idx\" ON \"calls\" USING brin (\"started_at\") WITH (autosummarize=true);",
      "CREATE INDEX \"memory_entities_space_idx\" ON \"memory_entities\" USING btree (\"space\",\"id\");",
      "CREATE INDEX \"memory_entities_search_idx\" ON \"memory_entities\" USING gin (\"search\");",
      "CREATE INDEX \"memory_observations_entity_idx\" ON \"memory_observations\" USING btree (\"entity_id\",\"id\");",
      "CREATE INDEX \"memory_relations_to_idx\" ON \"memory_relations\" USING btree (\"space\",\"to_name\");",
    ],
  },
];
