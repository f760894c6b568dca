CREATE TABLE "running_calls" (
	"id" uuid PRIMARY KEY NOT NULL,
	"process_id" text NOT NULL,
	"noted_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"row" text NOT NULL
);
--> statement-breakpoint
CREATE INDEX "running_calls_noted_at_idx" ON "running_calls" USING btree ("noted_at");