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
  {
    name: "0001_governance",
    statements: [
      `CREATE TABLE "api_keys" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"grant" jsonb NOT NULL,
	"limits" jsonb,
	"output" jsonb,
	"person_id" text,
	"secrets" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"created_by" text NOT NULL,
	"expires_at" timestamp (3) with time zone,
	"revoked_at" timestamp (3) with time zone,
	"last_used_at" timestamp (3) with time zone,
	"last_used_from" text,
	"changed_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);`,
      `CREATE TABLE "approval_grants" (
	"id" uuid PRIMARY KEY NOT NULL,
	"approval_id" uuid NOT NULL,
	"principal_id" text NOT NULL,
	"tool" text NOT NULL,
	"tool_digest" text NOT NULL,
	"arguments_digest" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"created_by" text NOT NULL,
	"expires_at" timestamp (3) with time zone,
	"revoked_at" timestamp (3) with time zone
);`,
      `CREATE TABLE "approvals" (
	"id" uuid PRIMARY KEY NOT NULL,
	"state" text NOT NULL,
	"principal_id" text NOT NULL,
	"principal_name" text NOT NULL,
	"person_id" text,
	"tool" text NOT NULL,
	"tool_digest" text NOT NULL,
	"toolset" text,
	"arguments" text NOT NULL,
	"arguments_digest" text NOT NULL,
	"policy_version" integer NOT NULL,
	"rule_id" text,
	"reason" text NOT NULL,
	"transport" text NOT NULL,
	"client" text,
	"session_id" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"decided_at" timestamp (3) with time zone,
	"decided_by" text,
	"decision_reason" text,
	"scope" jsonb,
	"used_at" timestamp (3) with time zone,
	"call_id" uuid,
	"process_id" text,
	"settled_at" timestamp (3) with time zone
);`,
      `CREATE TABLE "credentials" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"principal_id" text,
	"key_id" text NOT NULL,
	"nonce" "bytea" NOT NULL,
	"ciphertext" "bytea" NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_by" text NOT NULL,
	CONSTRAINT "credentials_name_key" UNIQUE NULLS NOT DISTINCT("name","principal_id")
);`,
      `CREATE TABLE "idempotency_keys" (
	"id" uuid PRIMARY KEY NOT NULL,
	"principal_id" text NOT NULL,
	"tool" text NOT NULL,
	"key" text NOT NULL,
	"arguments_digest" text NOT NULL,
	"call_id" uuid NOT NULL,
	"process_id" text NOT NULL,
	"state" text NOT NULL,
	"result" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "idempotency_keys_key" UNIQUE("principal_id","tool","key")
);`,
      `CREATE TABLE "api_tokens" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"prefix" text NOT NULL,
	"hash" text NOT NULL,
	"role" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"created_by" text NOT NULL,
	"expires_at" timestamp (3) with time zone,
	"revoked_at" timestamp (3) with time zone,
	"last_used_at" timestamp (3) with time zone,
	CONSTRAINT "api_tokens_hash_unique" UNIQUE("hash")
);`,
      `CREATE TABLE "invitations" (
	"id" uuid PRIMARY KEY NOT NULL,
	"token_hash" text NOT NULL,
	"kind" text NOT NULL,
	"email" text,
	"role" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"created_by" text NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"used_at" timestamp (3) with time zone,
	"used_by" text,
	CONSTRAINT "invitations_tokenHash_unique" UNIQUE("token_hash")
);`,
      `CREATE TABLE "people" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"email" text NOT NULL,
	"email_verified" boolean DEFAULT false NOT NULL,
	"image" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"role" text,
	"banned" boolean DEFAULT false,
	"ban_reason" text,
	"ban_expires" timestamp (3) with time zone,
	"two_factor_enabled" boolean DEFAULT false,
	CONSTRAINT "people_email_unique" UNIQUE("email")
);`,
      `CREATE TABLE "people_accounts" (
	"id" text PRIMARY KEY NOT NULL,
	"account_id" text NOT NULL,
	"provider_id" text NOT NULL,
	"user_id" text NOT NULL,
	"access_token" text,
	"refresh_token" text,
	"id_token" text,
	"access_token_expires_at" timestamp (3) with time zone,
	"refresh_token_expires_at" timestamp (3) with time zone,
	"scope" text,
	"password" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);`,
      `CREATE TABLE "people_rate_limits" (
	"id" text PRIMARY KEY NOT NULL,
	"key" text NOT NULL,
	"count" integer NOT NULL,
	"last_request" bigint NOT NULL,
	CONSTRAINT "people_rate_limits_key_unique" UNIQUE("key")
);`,
      `CREATE TABLE "people_sessions" (
	"id" text PRIMARY KEY NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"token" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	"ip_address" text,
	"user_agent" text,
	"user_id" text NOT NULL,
	"impersonated_by" text,
	CONSTRAINT "people_sessions_token_unique" UNIQUE("token")
);`,
      `CREATE TABLE "people_two_factors" (
	"id" text PRIMARY KEY NOT NULL,
	"secret" text NOT NULL,
	"backup_codes" text NOT NULL,
	"user_id" text NOT NULL,
	"verified" boolean DEFAULT true,
	"failed_verification_count" integer DEFAULT 0,
	"locked_until" timestamp (3) with time zone
);`,
      `CREATE TABLE "people_verifications" (
	"id" text PRIMARY KEY NOT NULL,
	"identifier" text NOT NULL,
	"value" text NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);`,
      `CREATE TABLE "policies" (
	"version" integer PRIMARY KEY NOT NULL,
	"document" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"created_by" text NOT NULL,
	"note" text
);`,
      `CREATE TABLE "kept_results" (
	"id" uuid PRIMARY KEY NOT NULL,
	"principal_id" text NOT NULL,
	"tool" text NOT NULL,
	"result" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL
);`,
      `ALTER TABLE "people_accounts" ADD CONSTRAINT "people_accounts_user_id_people_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;`,
      `ALTER TABLE "people_sessions" ADD CONSTRAINT "people_sessions_user_id_people_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;`,
      `ALTER TABLE "people_two_factors" ADD CONSTRAINT "people_two_factors_user_id_people_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;`,
      `CREATE UNIQUE INDEX "api_keys_name_key" ON "api_keys" USING btree ("name") WHERE "api_keys"."revoked_at" is null;`,
      `CREATE INDEX "api_keys_changed_at_idx" ON "api_keys" USING btree ("changed_at");`,
      `CREATE INDEX "approval_grants_subject_idx" ON "approval_grants" USING btree ("principal_id","tool");`,
      `CREATE UNIQUE INDEX "approvals_open_key" ON "approvals" USING btree ("principal_id","tool","arguments_digest") WHERE "approvals"."state" in ('waiting', 'approved');`,
      `CREATE INDEX "approvals_state_idx" ON "approvals" USING btree ("state","id");`,
      `CREATE INDEX "approvals_unsettled_idx" ON "approvals" USING btree ("used_at") WHERE "approvals"."state" = 'used' and "approvals"."settled_at" is null;`,
      `CREATE INDEX "idempotency_keys_expires_at_idx" ON "idempotency_keys" USING btree ("expires_at");`,
      `CREATE INDEX "people_accounts_user_idx" ON "people_accounts" USING btree ("user_id");`,
      `CREATE INDEX "people_sessions_user_idx" ON "people_sessions" USING btree ("user_id");`,
      `CREATE INDEX "people_two_factors_user_idx" ON "people_two_factors" USING btree ("user_id");`,
      `CREATE INDEX "people_two_factors_secret_idx" ON "people_two_factors" USING btree ("secret");`,
      `CREATE INDEX "people_verifications_identifier_idx" ON "people_verifications" USING btree ("identifier");`,
      `CREATE INDEX "kept_results_expires_at_idx" ON "kept_results" USING btree ("expires_at");`,
    ],
  },
  {
    name: "0002_audit",
    statements: [
      `CREATE TABLE "audit" (
	"id" uuid PRIMARY KEY NOT NULL,
	"block" bigint NOT NULL,
	"kind" text NOT NULL,
	"action" text NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"principal_id" text NOT NULL,
	"principal_name" text NOT NULL,
	"transport" text NOT NULL,
	"protocol_version" text,
	"client" text,
	"session_id" text,
	"address" text,
	"toolset" text,
	"tool" text NOT NULL,
	"subject" text,
	"arguments" text NOT NULL,
	"outcome" text NOT NULL,
	"message" text,
	"duration_ms" double precision NOT NULL,
	"result_bytes" integer NOT NULL,
	"request_id" text,
	"trace_id" text
) PARTITION BY RANGE ("id");`,
      `CREATE TABLE "audit_default" PARTITION OF "audit" DEFAULT;`,
      `CREATE TABLE "audit_anchor" (
	"only" boolean PRIMARY KEY DEFAULT true NOT NULL,
	"number" bigint NOT NULL,
	"bound" uuid NOT NULL,
	"key_id" text,
	"hash" "bytea" NOT NULL,
	"set_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);`,
      `CREATE TABLE "audit_blocks" (
	"number" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "audit_blocks_number_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"writer" uuid NOT NULL,
	"seq" bigint NOT NULL,
	"previous" bigint,
	"previous_hash" "bytea",
	"rows" integer NOT NULL,
	"first_id" uuid NOT NULL,
	"last_id" uuid NOT NULL,
	"digest" "bytea",
	"key_id" text,
	"hash" "bytea",
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "audit_blocks_seq_key" UNIQUE("writer","seq")
);`,
      `CREATE TABLE "audit_late" (
	"id" uuid PRIMARY KEY NOT NULL
);`,
      `CREATE TABLE "audit_segments" (
	"number" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "audit_segments_number_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"indexed_to" uuid NOT NULL,
	"min_id" uuid NOT NULL,
	"max_id" uuid NOT NULL,
	"ids" "bytea" NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "audit_segments_max_id_key" UNIQUE("max_id","number")
);`,
      `CREATE TABLE "audit_words" (
	"segment" bigint NOT NULL,
	"first_word" text COLLATE "C" NOT NULL,
	"entries" text COLLATE "C" NOT NULL,
	CONSTRAINT "audit_words_segment_first_word_pk" PRIMARY KEY("segment","first_word")
) WITH (toast_tuple_target = 8160);`,
      `ALTER TABLE "audit_words" ALTER COLUMN "entries" SET STORAGE EXTERNAL;`,
      `ALTER TABLE "audit_segments" ALTER COLUMN "ids" SET STORAGE EXTERNAL;`,
      `CREATE INDEX "audit_blocks_start_idx" ON "audit_blocks" USING btree ("previous") WHERE "audit_blocks"."seq" = 0;`,
      `-- A partition a week: those that calls need, this one, and the next four.
DO \$\$
DECLARE
  week constant bigint := 604800000;
  -- 1970-01-05, the first Monday.
  monday constant bigint := 345600000;
  at bigint;
BEGIN
  FOR at IN
    SELECT DISTINCT floor((ms - monday)::numeric / week)::bigint FROM (
      SELECT ('x' || left(replace(id::text, '-', ''), 12))::bit(48)::bigint AS ms FROM calls
      UNION ALL
      SELECT (extract(epoch FROM now()) * 1000)::bigint + ahead * week FROM generate_series(0, 4) AS ahead
    ) AS moments
    WHERE ms BETWEEN (extract(epoch FROM now() - interval '20 years') * 1000)::bigint
                 AND (extract(epoch FROM now()) * 1000)::bigint + 4 * week
  LOOP
    EXECUTE format(
      'CREATE TABLE %I PARTITION OF audit FOR VALUES FROM (%L) TO (%L)',
      'audit_' || to_char(to_timestamp((at * week + monday) / 1000) AT TIME ZONE 'UTC', 'YYYYMMDD'),
      rpad(lpad(to_hex(at * week + monday), 12, '0'), 32, '0'),
      rpad(lpad(to_hex((at + 1) * week + monday), 12, '0'), 32, '0')
    );
  END LOOP;
END
\$\$;`,
      `-- What was recorded before there were chains: blocks without a hash, by a writer of zeros.
INSERT INTO audit_blocks (writer, seq, rows, first_id, last_id)
SELECT '00000000-0000-0000-0000-000000000000', page, count(*), (array_agg(id ORDER BY id))[1], (array_agg(id ORDER BY id DESC))[1]
FROM (SELECT id, (row_number() OVER (ORDER BY id) - 1) / 250 AS page FROM calls) AS paged
GROUP BY page ORDER BY page;`,
      `INSERT INTO audit (
  id, block, kind, action, started_at, principal_id, principal_name, transport, protocol_version, client, session_id, tool,
  arguments, outcome, message, duration_ms, result_bytes, request_id, trace_id
)
SELECT
  calls.id, number, 'call', 'tools/call', started_at, principal_id, principal_id, transport, protocol_version, client, session_id,
  tool, arguments, outcome, message, duration_ms, result_bytes, request_id, trace_id
FROM (SELECT *, (row_number() OVER (ORDER BY id) - 1) / 250 AS page FROM calls) AS calls
JOIN audit_blocks ON writer = '00000000-0000-0000-0000-000000000000' AND seq = page
ORDER BY calls.id;`,
      `DROP TABLE calls;`,
    ],
  },
  {
    name: "0003_approval_indexes",
    statements: [
      `CREATE INDEX "approvals_subject_idx" ON "approvals" USING btree ("principal_id","tool","id");`,
      `CREATE INDEX "idempotency_keys_running_idx" ON "idempotency_keys" USING btree ("created_at") WHERE "idempotency_keys"."state" = 'running';`,
    ],
  },
  {
    name: "0004_open_sessions",
    statements: [
      `ALTER TABLE "processes" ADD COLUMN "open_sessions" jsonb DEFAULT '[]'::jsonb NOT NULL;`,
    ],
  },
  {
    name: "0005_running_calls",
    statements: [
      `CREATE TABLE "running_calls" (
	"id" uuid PRIMARY KEY NOT NULL,
	"process_id" text NOT NULL,
	"noted_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"row" text NOT NULL
);`,
      `CREATE INDEX "running_calls_noted_at_idx" ON "running_calls" USING btree ("noted_at");`,
    ],
  },
  {
    name: "0006_second_factor",
    statements: [
      `DROP INDEX "people_two_factors_user_idx";`,
      `ALTER TABLE "people_two_factors" ADD COLUMN "last_used_step" bigint;`,
      `CREATE UNIQUE INDEX "people_two_factors_user_key" ON "people_two_factors" USING btree ("user_id");`,
    ],
  },
  {
    name: "0007_audit_format",
    statements: [
      `ALTER TABLE "audit_blocks" ADD COLUMN "format" integer DEFAULT 1 NOT NULL;`,
    ],
  },
];
