import { useMay } from "../../app/use-me.ts";
import { AuditActivity } from "./audit-activity.tsx";
import { CallActivity } from "./call-activity.tsx";

/** The whole audit for those who may read it; that calls happened for everybody else. */
export function ActivityPage() {
  return useMay()("audit.read") ? <AuditActivity /> : <CallActivity />;
}
