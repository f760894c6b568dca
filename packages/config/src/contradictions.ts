import { isLoopback } from "./loopback.ts";
import type { Settings } from "./settings.ts";

/** What is wrong between settings that are each right; looks only at those that were read. */
export function contradictions(settings: Partial<Settings>): string[] {
  return [...unknownPacks(settings), ...openToAll(settings), ...halfSet(settings)];
}

function unknownPacks({ TOOL_PACKS: packs = [] }: Partial<Settings>): string[] {
  const problems = packs
    .filter((pack) => !/^(?:@[a-z0-9._-]+\/)?[a-z0-9._-]+$/i.test(pack))
    .map((pack) => `TOOL_PACKS: "${pack}" is neither a built-in pack nor the name of a package`);
  if (packs.includes("none") && packs.length > 1) problems.push('TOOL_PACKS: "none" stands alone');
  return problems;
}

function openToAll({ AUTH, HOST, PUBLIC_URL, ADMIN_HOST, ADMIN_URL }: Partial<Settings>): string[] {
  const problems: string[] = [];
  if (AUTH === "off" && isOpen(HOST) && PUBLIC_URL === undefined) {
    problems.push(
      `AUTH: "off" on ${HOST} would serve your tools to anyone who can reach it; set PUBLIC_URL to the authenticating proxy in front, or use AUTH=keys`,
    );
  }
  if (isOpen(ADMIN_HOST) && ADMIN_URL === undefined) {
    problems.push(
      `ADMIN_HOST: on ${ADMIN_HOST} the console needs ADMIN_URL, the address that people open it by; or leave it on 127.0.0.1`,
    );
  }
  return problems;
}

/** Settings that make sense together only. */
function halfSet(settings: Partial<Settings>): string[] {
  const problems: string[] = [];
  const { OAUTH_ISSUER, OAUTH_AUDIENCE = [], PUBLIC_URL, OIDC_ISSUER, OIDC_CLIENT_ID, ADMIN_URL } = settings;
  if (OAUTH_ISSUER !== undefined && OAUTH_AUDIENCE.length === 0 && PUBLIC_URL === undefined)
    problems.push("OAUTH_AUDIENCE: is needed with OAUTH_ISSUER, or else PUBLIC_URL, from which it follows");
  if ((OIDC_ISSUER === undefined) !== (OIDC_CLIENT_ID === undefined))
    problems.push("OIDC_ISSUER: and OIDC_CLIENT_ID are needed together");
  if (OIDC_ISSUER !== undefined && ADMIN_URL === undefined)
    problems.push("ADMIN_URL: is needed with OIDC_ISSUER, which sends people back to it");
  return problems;
}

function isOpen(host: string | undefined): boolean {
  return host !== undefined && !isLoopback(host);
}
