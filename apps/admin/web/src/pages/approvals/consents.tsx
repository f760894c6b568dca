import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ApprovalGrant } from "../../../../src/contract/approvals.ts";
import { useMay } from "../../app/use-me.ts";
import { Confirm } from "../../components/confirm.tsx";
import { PrincipalName } from "../../components/principal-name.tsx";
import { Empty, Failed, LoadingRows } from "../../components/states.tsx";
import { TimeAgo } from "../../components/time-ago.tsx";
import { consentsQuery } from "./approvals-queries.ts";
import classes from "./approvals.module.css";
import { Countdown } from "./countdown.tsx";
import { useRevokeConsent } from "./use-decide.ts";
import { readApprovalsSearch } from "./approvals-search.ts";

/** What runs without asking again, because somebody once allowed more than one call. */
export function Consents() {
  const { t } = useTranslation();
  const query = useQuery(consentsQuery());
  const [asked, setAsked] = useState<ApprovalGrant>();
  const revoke = useRevokeConsent(() => setAsked(undefined));
  if (query.data === undefined) return query.isError ? <Failed query={query} /> : <LoadingRows rows={4} height={56} />;
  const { grants } = query.data;
  if (grants.length === 0) return <Empty title={t("approvals.noConsents")} help={t("approvals.noConsentsHelp")} />;
  return (
    <>
      <ul className={classes.consents} aria-label={t("approvals.consents")}>
        {grants.map((grant) => (
          <Consent key={grant.id} grant={grant} onRevoke={() => setAsked(grant)} />
        ))}
      </ul>
      <Confirm
        opened={asked !== undefined}
        title={t("approvals.revokeTitle")}
        action={t("approvals.revoke")}
        busy={revoke.isPending}
        onConfirm={() => asked !== undefined && revoke.mutate(asked.id)}
        onClose={() => setAsked(undefined)}
      >
        {t("approvals.revokeHelp", { tool: asked?.tool ?? "" })}
      </Confirm>
    </>
  );
}

function Consent({ grant, onRevoke }: { grant: ApprovalGrant; onRevoke: () => void }) {
  const { t } = useTranslation();
  const may = useMay();
  return (
    <li>
      <div className={classes.consentText}>
        <span>
          <code>{grant.tool}</code> · <PrincipalName id={grant.principalId} known={grant.principalName} />
        </span>
        <span className={classes.dim}>
          {t(grant.argumentsDigest === undefined ? "approvals.anyArguments" : "approvals.theseArguments")} ·{" "}
          <TimeAgo at={grant.createdAt} /> · <PrincipalName id={grant.createdBy} known={grant.createdByName} /> ·{" "}
          <Link to="/approvals/$approvalId" params={{ approvalId: grant.approvalId }} search={readApprovalsSearch}>
            {t("approvals.seeCall")}
          </Link>
        </span>
      </div>
      {grant.expiresAt === undefined ? (
        <span className={classes.dim}>{t("approvals.noEnd")}</span>
      ) : (
        <Countdown expiresAt={grant.expiresAt} />
      )}
      {may("approvals.decide") && (
        <Button variant="default" size="xs" onClick={onRevoke} aria-label={`${t("approvals.revoke")}: ${grant.tool}`}>
          {t("approvals.revoke")}
        </Button>
      )}
    </li>
  );
}
