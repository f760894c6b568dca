import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useMay, useMe } from "../../app/use-me.ts";
import { useFirstCall } from "../../components/connect/use-first-call.ts";
import { PageHead } from "../../components/page-head.tsx";
import page from "../../components/page.module.css";
import { useLeaveGuard } from "../../components/use-leave-guard.ts";
import { useNow } from "../../format/format-context.tsx";
import { ApprovalStep } from "./approval-step.tsx";
import { CallStep } from "./call-step.tsx";
import { ConnectStep } from "./connect-step.tsx";
import { pickApproval } from "./pick-approval.ts";
import { Step } from "./step.tsx";
import { useFirstKey } from "./use-first-key.ts";
import { lastApprovalsQuery } from "./welcome-queries.ts";
import classes from "./welcome.module.css";

const route = getRouteApi("/welcome");

/** From nothing to a client that calls and a call that was approved. */
export function WelcomePage() {
  const { t } = useTranslation();
  const { key: keyId } = route.useSearch();
  const navigate = route.useNavigate();
  const first = useFirstKey(({ id }) => void navigate({ to: ".", replace: true, search: { key: id } }));
  const principal = keyId === undefined ? undefined : `key:${keyId}`;
  const call = useFirstCall(principal);
  const approval = useApproval(principal);
  const hasCall = call !== undefined && call !== null;
  // With a call the client has it.
  useLeaveGuard(first.made !== undefined && !hasCall, t("confirm.leaveSecret"));
  const isDecided = approval !== undefined && approval.state !== "waiting";
  const steps = { connect: first.made !== undefined || keyId !== undefined || hasCall, call: hasCall, gate: isDecided };
  const decides = useMay()("approvals.decide");
  const isDone = steps.call && (steps.gate || !decides);
  return (
    <div className={page.page}>
      <PageHead title={t("welcome.title")} lead={t(decides ? "welcome.lead" : "welcome.leadOfTwo")}>
        <Button variant={isDone ? "filled" : "default"} renderRoot={(props) => <Link {...props} to="/" />}>
          {t(isDone ? "welcome.finish" : "welcome.skip")}
        </Button>
      </PageHead>
      <ol className={classes.steps}>
        <Step number={1} title={t("welcome.connect.title")} done={steps.connect}>
          <ConnectStep first={first} keyId={keyId} />
        </Step>
        <Step number={2} title={t("welcome.call.title")} done={steps.call}>
          <CallStep call={call} keyId={keyId} />
        </Step>
        {decides && (
          <Step number={3} title={t("welcome.approval.title")} done={steps.gate}>
            <ApprovalStep approval={approval} secret={first.made?.secret} />
          </Step>
        )}
      </ol>
    </div>
  );
}

function useApproval(principal: string | undefined) {
  const may = useMay();
  const me = useMe();
  const now = useNow();
  const { data } = useQuery({ ...lastApprovalsQuery(principal), enabled: may("approvals.read") });
  return data === undefined || me === undefined ? undefined : pickApproval(data, { me: me.id, now });
}
