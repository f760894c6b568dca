import { OpenAPIHono } from "@hono/zod-openapi";
import { AppError } from "@mcp-tools/core";
import type { ApiEnv } from "./api-deps.ts";

/** An empty group of API routes that answers a request which does not fit its schema like every other refusal. */
export function createApi(): OpenAPIHono<ApiEnv> {
  return new OpenAPIHono<ApiEnv>({
    defaultHook(result) {
      if (result.success) return;
      const problems = result.error.issues.map((issue) => `${issue.path.join(".") || "request"}: ${issue.message}`);
      throw new AppError("invalid_input", `The request does not fit: ${problems.join("; ")}`);
    },
  });
}
