import { Alert, Button } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { troubleOf } from "../api/client.ts";
import { isOutdated, policyQuery } from "../api/policy.ts";
import { usePrincipalName } from "../app/use-principal-name.ts";
import { Confirm } from "./confirm.tsx";
import { TimeAgo } from "./time-ago.tsx";

interface PolicyTroubleProps {
  readonly error: Error | null;
  /** Whether something was typed that the newest version would take the place of. */
  readonly hasChanges?: boolean;
  readonly onLookAgain: () => void;
}

/** Why a change to the policy was not saved; where somebody else was quicker, the way to their version. */
export function PolicyTrouble({ error, ...rest }: PolicyTroubleProps) {
  return error === null ? null : <Trouble error={error} {...rest} />;
}

function Trouble({ error, hasChanges = false, onLookAgain }: PolicyTroubleProps & { readonly error: Error }) {
  const { t } = useTranslation();
  const [isAsking, setAsking] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const outdated = isOutdated(error);
  // Whoever saved from a field far above would not see it.
  useEffect(() => {
    box.current?.focus({ preventScroll: true });
    box.current?.scrollIntoView({ block: "nearest" });
  }, []);
  return (
    <Alert
      ref={box}
      role="alert"
      tabIndex={-1}
      color={outdated ? "yellow" : "red"}
      variant="light"
      icon={<IconAlertTriangle size={18} aria-hidden />}
      // The room below is for the line that says whose version it is, which comes later.
      style={{ whiteSpace: "pre-wrap", scrollMarginBlock: 64 }}
    >
      <div>{outdated ? <Outdated /> : (troubleOf(error).message ?? t("failed.network"))}</div>
      {outdated && (
        <Button variant="default" size="xs" mt="xs" onClick={() => (hasChanges ? setAsking(true) : onLookAgain())}>
          {t("rules.lookAgain")}
        </Button>
      )}
      <Confirm
        opened={isAsking}
        title={t("rules.dropTitle")}
        action={t("rules.drop")}
        onConfirm={() => {
          setAsking(false);
          onLookAgain();
        }}
        onClose={() => setAsking(false)}
      >
        {t("rules.dropHelp")}
      </Confirm>
    </Alert>
  );
}

/** Whose version it is, once that has been read. */
function Outdated() {
  const { t } = useTranslation();
  const { data } = useQuery(policyQuery());
  const who = usePrincipalName(data?.createdBy);
  return (
    <>
      {t("rules.outdated")}
      {who !== undefined && data?.createdAt !== undefined && (
        <div>
          {t("rules.outdatedBy", { who, version: data.version })} <TimeAgo at={data.createdAt} />
        </div>
      )}
    </>
  );
}
