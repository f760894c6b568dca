import { AppError, type Approval, type ApprovalScope } from "@mcp-tools/core";
import { operator, type ApprovalVerbs } from "@mcp-tools/governance";
import type { ApprovalsCommand } from "../cli/approvals-commands.ts";
import { exitCodes } from "../cli/exit-codes.ts";
import type { Output } from "../cli/output.ts";
import { renderCard } from "./render-card.ts";
import { renderList } from "./render-list.ts";

export interface ApprovalsDeps {
  readonly output: Output;
  /** The access that the tool declares; undefined where it is not there any more. */
  readonly accessOf: (tool: string) => Promise<string | undefined>;
  /** Asks the person at the terminal; undefined where there is none. */
  readonly confirm: ((question: string) => Promise<boolean>) | undefined;
  readonly now?: () => number;
}

interface Options {
  readonly command: ApprovalsCommand;
  readonly json: boolean;
}

/** Does what the command says as the operator. @returns the exit code */
export async function runApprovals(
  { command, json }: Options,
  verbs: ApprovalVerbs,
  deps: ApprovalsDeps,
): Promise<number> {
  const { output, now = Date.now } = deps;
  const say = (value: unknown, text: string) => (json ? output.json(value) : output.print(text));
  switch (command.verb) {
    case "list": {
      const { state, limit } = command;
      const approvals = await verbs.listApprovals(operator, { state, limit });
      say(approvals, renderList(approvals, { state, now: now() }));
      break;
    }
    case "show": {
      const details = await verbs.getApproval(operator, command.id);
      say(details, renderCard(details, { access: await deps.accessOf(details.approval.tool), now: now() }));
      break;
    }
    case "approve":
      return approve(command, verbs, { ...deps, say });
    case "refuse": {
      const approval = await verbs.refuseCall(operator, command);
      say(approval, `Refused: ${describe(approval)}`);
      break;
    }
    case "grants": {
      const grants = await verbs.listGrants(operator);
      const lines = grants.map(({ id, principalId, tool, argumentsDigest, expiresAt, createdBy }) => {
        const what = argumentsDigest === undefined ? "any arguments" : "these arguments";
        const until = expiresAt === undefined ? "until revoked" : `until ${new Date(expiresAt).toISOString()}`;
        return `${id}  ${tool} by ${principalId}, ${what}, ${until} (by ${createdBy})`;
      });
      say(grants, lines.join("\n") || "No standing consents.");
      break;
    }
    case "revoke-grant": {
      const grant = await verbs.revokeGrant(operator, command.id);
      say(grant, `Revoked: ${grant.tool} by ${grant.principalId} is asked about again.`);
      break;
    }
  }
  return exitCodes.ok;
}

async function approve(
  { id, scope, reason, yes }: ApprovalsCommand & { verb: "approve" },
  verbs: ApprovalVerbs,
  { output, accessOf, confirm, say, now = Date.now }: ApprovalsDeps & { say: (value: unknown, text: string) => void },
): Promise<number> {
  let decided = id;
  if (!yes) {
    if (confirm === undefined)
      throw new AppError(
        "invalid_input",
        "There is no terminal to ask on. Look at it with `show`, and approve with --yes.",
      );
    const details = await verbs.getApproval(operator, id);
    // What is approved is what was shown.
    decided = details.approval.id;
    output.note(renderCard(details, { access: await accessOf(details.approval.tool), now: now() }));
    if (!(await confirm(`Approve ${inWords(scope)}? [y/N] `))) {
      output.note("Nothing was decided; it still waits.");
      return exitCodes.failure;
    }
  }
  const approval = await verbs.approveCall(operator, { id: decided, scope: toScope(scope), reason });
  say(approval, `Approved ${inWords(scope)}: ${describe(approval)}`);
  return exitCodes.ok;
}

type Scope = (ApprovalsCommand & { verb: "approve" })["scope"];

function toScope(scope: Scope): ApprovalScope {
  if (scope === undefined) return { kind: "once" };
  return scope === "always" ? { kind: "always" } : { kind: "minutes", minutes: scope.minutes };
}

function inWords(scope: Scope): string {
  if (scope === undefined) return "once";
  return scope === "always" ? "always for these arguments" : `for ${scope.minutes} min`;
}

function describe({ id, tool, principalName }: Approval): string {
  return `${tool} by ${principalName} (${id})`;
}
