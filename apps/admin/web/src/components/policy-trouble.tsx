import { Alert, Button } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { troubleOf } from "../api/client.ts";
import { isOutdated, policyQuery } from "../api/policy.ts";
import { TimeAgo } from "./time-ago.tsx";

/** Why a change to the policy was not saved; where somebody else was quicker, the way to their version. */
export function PolicyTrouble({ error, onLookAgain }: { error: Error | null; onLookAgain: () => void }) {
  const { t } = useTranslation();
  if (error === null) return null;
  const outdated = isOutdated(error);
  return (
    <Alert
      role="alert"
      color={outdated ? "yellow" : "red"}
      variant="light"
      icon={<IconAlertTriangle size={18} aria-hidden />}
      style={{ whiteSpace: "pre-wrap" }}
    >
      <div>{outdated ? <Outdated /> : (troubleOf(error).message ?? t("failed.network"))}</div>
      {outdated && (
        <Button variant="default" size="xs" mt="xs" onClick={onLookAgain}>
          {t("rules.lookAgain")}
        </Button>
      )}
    </Alert>
  );
}

/** Whose version it is, once that has been read. */
function Outdated() {
  const { t } = useTranslation();
  const { data } = useQuery(policyQuery());
  return (
    <>
      {t("rules.outdated")}
      {data?.createdBy !== undefined && data.createdAt !== undefined && (
        <div>
          {t("rules.outdatedBy", { who: data.createdBy, version: data.version })} <TimeAgo at={data.createdAt} />
        </div>
      )}
    </>
  );
}
