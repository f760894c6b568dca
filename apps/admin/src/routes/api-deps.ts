import type { AuditLog, Logger, Principal } from "@mcp-tools/core";
import type {
  Actor,
  ApprovalVerbs,
  ConfigVerbs,
  Credentials,
  KeyVerbs,
  PeopleDeps,
  PolicyVerbs,
  RefusalRecorder,
  SessionVerbs,
} from "@mcp-tools/governance";
import type { Context } from "hono";
import type { Throttle } from "../auth/create-throttle.ts";
import type { Identifier, Identity } from "../auth/identity.ts";
import type { PeopleAuth } from "../auth/people-auth.ts";
import type { Catalogue } from "../catalogue/catalogue.ts";
import type { Overview } from "../contract/overview.ts";
import type { SettingView } from "../contract/settings.ts";
import type { LiveFeed } from "../live/live-feed.ts";
import type { ToolCaller } from "../try-it/tool-caller.ts";

/**
 * What the JSON API needs. The browser's code takes its types from these routes, so nothing here may lead to
 * packages that only make sense on a server (platform, tools).
 */
export interface ApiDeps {
  readonly log: Logger;
  readonly calls: Pick<AuditLog, "list" | "get" | "histogram">;
  readonly audit: Pick<AuditLog, "list" | "get" | "pages" | "verify" | "record">;
  readonly keys: KeyVerbs;
  readonly policy: PolicyVerbs;
  readonly configFile: ConfigVerbs;
  readonly approvals: ApprovalVerbs;
  readonly credentials: Credentials;
  /** What MCP clients hold open. */
  readonly sessions: SessionVerbs;
  readonly toolCaller: ToolCaller;
  /** What this process was started with; without secrets. */
  readonly settings: readonly SettingView[];
  readonly catalogue: Catalogue;
  readonly feed: LiveFeed;
  readonly auth: PeopleAuth;
  readonly identifier: Pick<Identifier, "identify">;
  readonly throttle: Throttle;
  readonly refusals: Pick<RefusalRecorder, "record">;
  /** People, invitations, tokens, and where changes to them are recorded. */
  readonly access: PeopleDeps;
  /** The console's origin as people see it, for links that are handed over; undefined: that of the request. */
  readonly consoleOrigin: string | undefined;
  /** An open stream asks this often whether its reader is still signed in. */
  readonly recheckMs: number;
  /** An export whose reader takes nothing for this long is given up; half a minute unless told. */
  readonly exportIdleMs?: number | undefined;
  /** Network address of the caller. */
  addressOf(c: Context): string | undefined;
  /** What one caller can be counted by: an IPv4 address, or the /64 in which it has every IPv6 address there is. */
  networkOf(c: Context): string;
  readOverview(): Promise<Overview>;
}

/** The part of platform's `HttpEnv` that API routes see, and who asks. */
export interface ApiEnv {
  Variables: {
    requestId: string;
    principal?: Principal;
    /** Set wherever a route `requires` something; see `authenticatePerson`. */
    actor: Actor;
    identity: Identity;
    /** Notes in the audit that the actor was refused something; bounded. */
    noteRefusal: (what: string, message: string) => Promise<void>;
  };
}
