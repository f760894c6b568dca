DROP INDEX "people_two_factors_user_idx";--> statement-breakpoint
ALTER TABLE "people_two_factors" ADD COLUMN "last_used_step" bigint;--> statement-breakpoint
CREATE UNIQUE INDEX "people_two_factors_user_key" ON "people_two_factors" USING btree ("user_id");