import type { Platform } from "@mcp-tools/platform";
import type { Output } from "../cli/output.ts";

export interface PolicyCommandDeps {
  readonly platform: Platform;
  readonly output: Output;
}
