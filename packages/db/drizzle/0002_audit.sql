CREATE TABLE "audit" (
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
) PARTITION BY RANGE ("id");
--> statement-breakpoint
CREATE TABLE "audit_default" PARTITION OF "audit" DEFAULT;
--> statement-breakpoint
CREATE TABLE "audit_anchor" (
	"only" boolean PRIMARY KEY DEFAULT true NOT NULL,
	"number" bigint NOT NULL,
	"bound" uuid NOT NULL,
	"key_id" text,
	"hash" "bytea" NOT NULL,
	"set_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "audit_blocks" (
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
);
--> statement-breakpoint
CREATE TABLE "audit_late" (
	"id" uuid PRIMARY KEY NOT NULL
);
--> statement-breakpoint
CREATE TABLE "audit_segments" (
	"number" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "audit_segments_number_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"indexed_to" uuid NOT NULL,
	"min_id" uuid NOT NULL,
	"max_id" uuid NOT NULL,
	"ids" "bytea" NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "audit_segments_max_id_key" UNIQUE("max_id","number")
);
--> statement-breakpoint
CREATE TABLE "audit_words" (
	"segment" bigint NOT NULL,
	"first_word" text COLLATE "C" NOT NULL,
	"entries" text COLLATE "C" NOT NULL,
	CONSTRAINT "audit_words_segment_first_word_pk" PRIMARY KEY("segment","first_word")
) WITH (toast_tuple_target = 8160);
--> statement-breakpoint
ALTER TABLE "audit_words" ALTER COLUMN "entries" SET STORAGE EXTERNAL;
--> statement-breakpoint
ALTER TABLE "audit_segments" ALTER COLUMN "ids" SET STORAGE EXTERNAL;
--> statement-breakpoint
CREATE INDEX "audit_blocks_start_idx" ON "audit_blocks" USING btree ("previous") WHERE "audit_blocks"."seq" = 0;
--> statement-breakpoint
-- A partition a week: those that calls need, this one, and the next four.
DO $$
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
$$;
--> statement-breakpoint
-- What was recorded before there were chains: blocks without a hash, by a writer of zeros.
INSERT INTO audit_blocks (writer, seq, rows, first_id, last_id)
SELECT '00000000-0000-0000-0000-000000000000', page, count(*), (array_agg(id ORDER BY id))[1], (array_agg(id ORDER BY id DESC))[1]
FROM (SELECT id, (row_number() OVER (ORDER BY id) - 1) / 250 AS page FROM calls) AS paged
GROUP BY page ORDER BY page;
--> statement-breakpoint
INSERT INTO audit (
  id, block, kind, action, started_at, principal_id, principal_name, transport, protocol_version, client, session_id, tool,
  arguments, outcome, message, duration_ms, result_bytes, request_id, trace_id
)
SELECT
  calls.id, number, 'call', 'tools/call', started_at, principal_id, principal_id, transport, protocol_version, client, session_id,
  tool, arguments, outcome, message, duration_ms, result_bytes, request_id, trace_id
FROM (SELECT *, (row_number() OVER (ORDER BY id) - 1) / 250 AS page FROM calls) AS calls
JOIN audit_blocks ON writer = '00000000-0000-0000-0000-000000000000' AND seq = page
ORDER BY calls.id;
--> statement-breakpoint
DROP TABLE calls;
