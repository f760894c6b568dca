import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { troubleOf } from "../../api/client.ts";

interface BoundsTroubleProps {
  readonly error: Error;
  readonly onTakeTheirs: () => Promise<void>;
  /** There where somebody else was quicker. */
  readonly onKeepMine?: () => Promise<void>;
}

/** Why it was not saved. Where somebody else was quicker, it is for the person to say whose change stays. */
export function BoundsTrouble({ error, onTakeTheirs, onKeepMine }: BoundsTroubleProps) {
  const { t } = useTranslation();
  const isConflict = onKeepMine !== undefined;
  return (
    <Alert
      color={isConflict ? "yellow" : "red"}
      role="alert"
      icon={<IconAlertTriangle size={18} aria-hidden />}
      title={t(isConflict ? "limits.conflict" : "limits.notSaved")}
    >
      <Stack gap="xs">
        <Text>{isConflict ? t("limits.conflictHelp") : (troubleOf(error).message ?? t("failed.network"))}</Text>
        {isConflict && (
          <Group gap="xs">
            <Button size="xs" variant="default" onClick={() => void onTakeTheirs().catch(() => undefined)}>
              {t("limits.takeTheirs")}
            </Button>
            <Button size="xs" variant="default" onClick={() => void onKeepMine().catch(() => undefined)}>
              {t("limits.keepMine")}
            </Button>
          </Group>
        )}
      </Stack>
    </Alert>
  );
}
