import type { Access } from "./grant.ts";
import type { Limits, OutputBudget } from "./limits.ts";

export type Effect = "allow" | "refuse" | "ask";

/** What one rule looks at. Each part that is there has to fit; of a list, one entry has to. */
export interface RuleMatch {
  /** Ids (`local`), or kind and name (`key:ci`, `user:ann@example.com`, `oauth:*`), `*` for any run of characters. */
  readonly principals?: readonly string[] | undefined;
  /** Names of the toolsets through which a call came. */
  readonly toolsets?: readonly string[] | undefined;
  readonly tools?: readonly string[] | undefined;
  readonly access?: readonly Access[] | undefined;
  readonly arguments?: readonly ArgumentMatch[] | undefined;
}

/** A condition on one argument, after validation and defaults. Exactly one comparison. */
export interface ArgumentMatch {
  /** JSON Pointer (RFC 6901): `/path`, `/edits/0/newText`. */
  readonly pointer: string;
  readonly equals?: unknown;
  readonly in?: readonly unknown[] | undefined;
  /** Text, `*` for any run of characters. */
  readonly like?: string | undefined;
  readonly above?: number | undefined;
  readonly below?: number | undefined;
  readonly exists?: boolean | undefined;
  /** Turns the comparison around; an argument that is not there then fits. */
  readonly not?: boolean | undefined;
}

/** Rules are asked in order; the first that fits decides. */
export interface Rule {
  /** Unique within the document; kept when the rule is edited. */
  readonly id: string;
  readonly description?: string | undefined;
  readonly enabled: boolean;
  readonly match: RuleMatch;
  readonly effect: Effect;
  /** What the caller, or whoever is asked, is told. */
  readonly reason?: string | undefined;
}

/** A named set of tools with endpoints of its own: `/mcp/<name>`, `/sse/<name>`. */
export interface Toolset {
  /** Lower case letters, digits and `-`. */
  readonly name: string;
  readonly title?: string | undefined;
  readonly description?: string | undefined;
  readonly tools: readonly ToolsetTool[];
  /** URIs of resources and templates, `*` for any run of characters. */
  readonly resources: readonly string[];
  /** Names of prompts, `*` for any run of characters. */
  readonly prompts: readonly string[];
}

export interface ToolsetTool {
  /** A tool's name; with a `*` it stands for several, and nothing below may be set but `arguments`. */
  readonly tool: string;
  readonly name?: string | undefined;
  readonly title?: string | undefined;
  readonly description?: string | undefined;
  /** Fixed: they leave the schema that clients see, and always win. */
  readonly arguments?: Readonly<Record<string, unknown>> | undefined;
}

/** What the owner says of one tool. */
export interface ToolSettings {
  /** Off: as if it were not there. Default on. */
  readonly enabled?: boolean | undefined;
  readonly title?: string | undefined;
  readonly description?: string | undefined;
  /** Shared by all who call it. */
  readonly limits?: Limits | undefined;
  readonly output?: OutputBudget | undefined;
}

/** Everything that decides about calls, as one document: a change makes a new version of the whole. */
export interface PolicyDocument {
  /** What holds where no rule fits. */
  readonly defaults: Readonly<Record<Access, Effect>>;
  readonly rules: readonly Rule[];
  readonly toolsets: readonly Toolset[];
  /** By the tool's own name. */
  readonly tools: Readonly<Record<string, ToolSettings>>;
  /** For each principal that has none of its own. */
  readonly limits: Limits;
  /** For results of every tool and principal without one of their own. */
  readonly output: OutputBudget;
  readonly approvals: {
    /** How long a call is held while its client can wait. */
    readonly holdSeconds: number;
    /** How long somebody may decide, and a decision may be used. */
    readonly expireMinutes: number;
  };
  readonly idempotency: { readonly keepHours: number };
}

export interface PolicyVersion {
  /** Rises by one with each change. */
  readonly version: number;
  readonly document: PolicyDocument;
  readonly createdAt: number;
  /** Id of the principal who made it. */
  readonly createdBy: string;
  readonly note?: string | undefined;
}

export interface PolicyStore {
  /** The newest; undefined before the first change. */
  current(): Promise<PolicyVersion | undefined>;
  get(version: number): Promise<PolicyVersion | undefined>;
  /** Newest first, without their documents. */
  history(query: { before?: number | undefined; limit: number }): Promise<Omit<PolicyVersion, "document">[]>;
  /**
   * Adds a version after `basedOn` (0: the first) and announces it.
   * @throws AppError `conflict` when somebody else was quicker
   */
  save(change: {
    basedOn: number;
    document: PolicyDocument;
    createdBy: string;
    note?: string | undefined;
  }): Promise<PolicyVersion>;
}
