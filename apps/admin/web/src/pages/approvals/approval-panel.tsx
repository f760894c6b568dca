import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { troubleOf } from "../../api/client.ts";
import { SidePanel } from "../../components/side-panel.tsx";
import { Empty, Failed, LoadingRows } from "../../components/states.tsx";
import { ApprovalDetailsView } from "./approval-details.tsx";
import { approvalQuery } from "./approvals-queries.ts";
import { useServerTime } from "./countdown.tsx";
import { DecidedBar } from "./decided-bar.tsx";
import { DecisionBar } from "./decision-bar.tsx";
import { useQueueKeys } from "./use-queue.ts";
import { isOpen } from "./who-decides.ts";

const route = getRouteApi("/approvals/$approvalId");

/** One approval with all that is needed to decide, at an address of its own. */
export function ApprovalPanel() {
  const { t } = useTranslation();
  const { approvalId } = route.useParams();
  const navigate = route.useNavigate();
  const query = useQuery({ ...approvalQuery(approvalId), retry: false });
  const now = useServerTime();
  useQueueKeys();
  const approval = query.data?.approval;
  const status = query.isError ? troubleOf(query.error).status : undefined;
  return (
    <SidePanel
      title={approval === undefined ? t("approvals.detail") : <code>{approval.tool}</code>}
      label={t("approvals.detail")}
      onClose={() => void navigate({ to: "/approvals", search: (old) => old, resetScroll: false })}
      footer={
        approval === undefined ? undefined : isOpen(approval, now) ? (
          <DecisionBar key={approval.id} approval={approval} />
        ) : (
          <DecidedBar approval={approval} />
        )
      }
    >
      {query.data !== undefined ? (
        <ApprovalDetailsView details={query.data} />
      ) : status === 404 || status === 400 ? (
        <Empty title={t("approvals.gone")} help={t("approvals.goneHelp")} />
      ) : query.isError ? (
        <Failed query={query} />
      ) : (
        <LoadingRows rows={8} height={36} />
      )}
    </SidePanel>
  );
}
