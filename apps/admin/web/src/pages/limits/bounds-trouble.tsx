import { Button, Group } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { troubleOf } from "../../api/client.ts";
import { Callout } from "../../components/callout.tsx";

interface BoundsTroubleProps {
  readonly error: Error;
  readonly onTakeTheirs: () => Promise<void>;
  /** There where somebody else was quicker. */
  readonly onKeepMine?: () => Promise<void>;
}

/** Why it was not saved. Where somebody else was quicker, it is for the person to say whose change stays. */
export function BoundsTrouble({ error, onTakeTheirs, onKeepMine }: BoundsTroubleProps) {
  const { t } = useTranslation();
  if (onKeepMine === undefined)
    return (
      <Callout meaning="bad" isAnswer title={t("limits.notSaved")}>
        {troubleOf(error).message ?? t("failed.network")}
      </Callout>
    );
  return (
    <Callout meaning="attention" isAnswer title={t("limits.conflict")}>
      {t("limits.conflictHelp")}
      <Group gap="xs">
        <Button size="xs" variant="default" onClick={() => void onTakeTheirs().catch(() => undefined)}>
          {t("limits.takeTheirs")}
        </Button>
        <Button size="xs" variant="default" onClick={() => void onKeepMine().catch(() => undefined)}>
          {t("limits.keepMine")}
        </Button>
      </Group>
    </Callout>
  );
}
