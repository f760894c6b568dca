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
      `CREATE TABLE "calls" (
	"id" uuid PRIMARY KEY NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"principal_id" text NOT NULL,
	"transport" text NOT NULL,
	"protocol_version" text,
	"client" text,
	"session_id" text,
	"tool" text NOT NULL,
	"arguments" text NOT NULL,
	"outcome" text NOT NULL,
	"message" text,
	"duration_ms" double precision NOT NULL,
	"result_bytes" integer NOT NULL,
	"request_id" text,
	"trace_id" text
);`,
      `CREATE TABLE "memory_entities" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "memory_entities_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"space" text NOT NULL,
	"name" text NOT NULL,
	"entity_type" text NOT NULL,
	"search_text" text NOT NULL,
	"search" "tsvector" GENERATED ALWAYS AS (setweight(to_tsvector('simple', name), 'A') || setweight(to_tsvector('simple', left(search_text, 100000)), 'D')) STORED,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "memory_entities_name_key" UNIQUE("space","name")
);`,
      `CREATE TABLE "memory_observations" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "memory_observations_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"entity_id" bigint NOT NULL,
	"content" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);`,
      `CREATE TABLE "memory_relations" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "memory_relations_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"space" text NOT NULL,
	"from_name" text NOT NULL,
	"to_name" text NOT NULL,
	"relation_type" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "memory_relations_key" UNIQUE("space","from_name","to_name","relation_type")
);`,
      `CREATE TABLE "processes" (
	"id" text PRIMARY KEY NOT NULL,
	"host" text NOT NULL,
	"pid" integer NOT NULL,
	"version" text NOT NULL,
	"services" jsonb NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"last_seen_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"rss_bytes" bigint NOT NULL,
	"cpu" double precision NOT NULL,
	"sessions" jsonb NOT NULL
);`,
      `ALTER TABLE "memory_observations" ADD CONSTRAINT "memory_observations_entity_id_memory_entities_id_fk" FOREIGN KEY ("entity_id") REFERENCES "public"."memory_entities"("id") ON DELETE cascade ON UPDATE no action;`,
      `CREATE INDEX "calls_tool_idx" ON "calls" USING btree ("tool","id");`,
      `CREATE INDEX "calls_outcome_idx" ON "calls" USING btree ("outcome","id");`,
      `CREATE INDEX "calls_started_at_idx" ON "calls" USING brin ("started_at") WITH (autosummarize=true);`,
      `CREATE INDEX "memory_entities_space_idx" ON "memory_entities" USING btree ("space","id");`,
      `CREATE INDEX "memory_entities_search_idx" ON "memory_entities" USING gin ("search");`,
      `CREATE INDEX "memory_observations_entity_idx" ON "memory_observations" USING btree ("entity_id","id");`,
      `CREATE INDEX "memory_relations_to_idx" ON "memory_relations" USING btree ("space","to_name");`,
    ],
  },
];
