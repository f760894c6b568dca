import { AppError, type PolicyDocument } from "@mcp-tools/core";
import { mergePolicy } from "./merge-policy.ts";
import { parseConfig } from "./parse-config.ts";

/** What a configuration file would make of a policy. @throws AppError `invalid_input` with the lines that are wrong */
export function readConfigPolicy(text: string, current: PolicyDocument): PolicyDocument {
  const config = parseConfig(text);
  if (config.policy === undefined) throw new AppError("invalid_input", "The file says nothing about the policy.");
  return mergePolicy(current, config, false);
}
