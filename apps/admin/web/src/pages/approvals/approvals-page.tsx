import { Button, SegmentedControl } from "@mantine/core";
import { getRouteApi, Outlet, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { PageHead } from "../../components/page-head.tsx";
import page from "../../components/page.module.css";
import { AlertSwitches } from "./alert-switches.tsx";
import classes from "./approvals.module.css";
import type { ApprovalsSearch } from "./approvals-search.ts";
import { Consents } from "./consents.tsx";
import { History } from "./history.tsx";
import { Queue } from "./queue.tsx";
import { useQueue, useQueueKeys } from "./use-queue.ts";

const route = getRouteApi("/approvals");

export function ApprovalsPage() {
  const { t } = useTranslation();
  const { view } = route.useSearch();
  const { approvalId: selected } = useParams({ strict: false });
  return (
    <div className={classes.layout} data-open={selected !== undefined}>
      <div className={page.page}>
        <PageHead title={t("pages.approvals")} lead={t("approvals.lead")}>
          <div className={classes.actions}>
            <AlertSwitches />
            {selected === undefined && <OpenNext />}
          </div>
        </PageHead>
        <Views view={view} />
        {view === "history" ? (
          <History selected={selected} />
        ) : view === "consents" ? (
          <Consents />
        ) : (
          <Queue selected={selected} />
        )}
      </div>
      <Outlet />
    </div>
  );
}

function Views({ view }: { view: ApprovalsSearch["view"] | undefined }) {
  const { t } = useTranslation();
  const navigate = route.useNavigate();
  return (
    <SegmentedControl
      size="xs"
      mb="sm"
      aria-label={t("approvals.views")}
      value={view ?? "queue"}
      onChange={(value) =>
        void navigate({
          to: "/approvals",
          search: value === "history" || value === "consents" ? { view: value } : {},
        })
      }
      data={[
        { value: "queue", label: t("approvals.queue") },
        { value: "history", label: t("approvals.history") },
        { value: "consents", label: t("approvals.consents") },
      ]}
    />
  );
}

/** The one that waits longest. Only while none is open: the panel walks the queue itself. */
function OpenNext() {
  const { t } = useTranslation();
  const { next, openNext } = useQueue();
  useQueueKeys();
  if (next === undefined) return null;
  return (
    <Button size="xs" onClick={openNext}>
      {t("approvals.openNext")}
    </Button>
  );
}
