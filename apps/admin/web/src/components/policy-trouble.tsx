import { Alert, Button } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { troubleOf } from "../api/client.ts";
import { isOutdated } from "../api/policy.ts";

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
      <div>{outdated ? t("rules.outdated") : (troubleOf(error).message ?? t("failed.network"))}</div>
      {outdated && (
        <Button variant="default" size="xs" mt="xs" onClick={onLookAgain}>
          {t("rules.lookAgain")}
        </Button>
      )}
    </Alert>
  );
}
