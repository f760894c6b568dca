import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { Approval } from "../../../../src/contract/approvals.ts";
import { toolsQuery } from "../../api/queries.ts";
import { AccessTag } from "../../components/access-tag.tsx";
import classes from "./approvals.module.css";
import { readApprovalsSearch } from "./approvals-search.ts";

const previewMax = 200;

/** The tool that is asked for, leading to the approval. */
export function ApprovalLink({
  approval,
  withArguments,
}: {
  approval: Approval;
  /** Below the tool; with the caller where no column has room for it. */
  withArguments?: "alone" | "withCaller";
}) {
  const { data } = useQuery(toolsQuery());
  const access = data?.tools.find(({ name }) => name === approval.tool)?.access;
  return (
    <Link
      to="/approvals/$approvalId"
      params={{ approvalId: approval.id }}
      search={readApprovalsSearch}
      resetScroll={false}
      className={classes.link}
    >
      <span className={classes.linkHead}>
        <code>{approval.tool}</code>
        {access !== undefined && <AccessTag access={access} />}
      </span>
      {withArguments !== undefined && (
        <span className={classes.preview}>
          {withArguments === "withCaller" && (
            <>
              <bdi>{approval.principalName}</bdi>
              {" · "}
            </>
          )}
          <code>{approval.arguments.slice(0, previewMax)}</code>
        </span>
      )}
    </Link>
  );
}

export function Asker({ approval: { principalName, client } }: { approval: Approval }) {
  return (
    <span className={classes.asker}>
      <bdi>{principalName}</bdi>
      {client !== undefined && <bdi className={classes.dim}>{client}</bdi>}
    </span>
  );
}
