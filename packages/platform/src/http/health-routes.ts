import { createHash, timingSafeEqual } from "node:crypto";
import type { ReadinessCheck } from "@mcp-tools/core";
import { Hono } from "hono";
import { settlesWithin } from "../deadline.ts";
import type { Platform } from "../platform.ts";

type HealthDeps = Pick<Platform, "version" | "startedAt" | "services" | "checks" | "metrics" | "config">;

export interface MissingPart {
  readonly name: string;
  readonly reason: string;
}

const CHECK_MS = 1_000;

/** `/health`: this process is alive. `/ready`: it can serve. `/metrics`: Prometheus. The same on every port. */
export function healthRoutes(deps: HealthDeps): Hono {
  const app = new Hono();

  app.get("/health", (c) => {
    const uptimeSeconds = Math.floor((Date.now() - deps.startedAt) / 1_000);
    c.header("Cache-Control", "no-store");
    return c.json({ status: "ok", version: deps.version, uptimeSeconds, services: deps.services });
  });

  app.get("/ready", async (c) => {
    const missing = await findMissing(deps.checks);
    c.header("Cache-Control", "no-store");
    return missing.length === 0 ? c.json({ status: "ready" }) : c.json({ status: "not_ready", missing }, 503);
  });

  app.get("/metrics", async (c) => {
    const { metricsToken } = deps.config;
    if (metricsToken !== undefined && !isSame(c.req.header("authorization"), `Bearer ${metricsToken}`)) {
      return c.text("METRICS_TOKEN is set: send it as Authorization: Bearer …\n", 401, {
        "WWW-Authenticate": "Bearer",
      });
    }
    return c.body(await deps.metrics.render(), 200, { "Content-Type": deps.metrics.contentType });
  });

  return app;
}

/** Asks all checks at once; one that throws or takes too long counts as missing. */
export async function findMissing(checks: readonly ReadinessCheck[]): Promise<MissingPart[]> {
  const asked = checks.map(async ({ name, check }): Promise<MissingPart | undefined> => {
    const reason = await reasonOf(check);
    return reason === undefined ? undefined : { name, reason };
  });
  return (await Promise.all(asked)).filter((part) => part !== undefined);
}

async function reasonOf(check: ReadinessCheck["check"]): Promise<string | undefined> {
  let reason: string | undefined;
  try {
    const asking = Promise.resolve(check()).then((answer) => (reason = answer));
    return (await settlesWithin(asking, CHECK_MS)) ? reason : `No answer within ${CHECK_MS} ms.`;
  } catch {
    return "The check failed.";
  }
}

/** Takes the same time wherever the two differ. */
function isSame(given: string | undefined, expected: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return given !== undefined && timingSafeEqual(digest(given), digest(expected));
}
