import { Button, Popover, Stack, Switch, Text } from "@mantine/core";
import { IconBell } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { canNotify, setAlert, wantsAlert, type AlertKind } from "../../app/alerts.ts";
import { setKeys, wantsKeys } from "./key-switch.ts";

/** How a new call makes itself heard, and whether single keys act. Kept in this browser. */
export function AlertSwitches() {
  const { t } = useTranslation();
  const [isOn, setOn] = useState({ notification: wantsAlert("notification"), sound: wantsAlert("sound") });
  const [keys, setKeysOn] = useState(wantsKeys);
  const [refused, setRefused] = useState(false);

  async function change(kind: AlertKind, wanted: boolean) {
    const is = await setAlert(kind, wanted);
    setOn((old) => ({ ...old, [kind]: is }));
    if (kind === "notification") setRefused(wanted && !is);
  }

  return (
    <Popover position="bottom-end" width={320} trapFocus returnFocus>
      <Popover.Target>
        <Button variant="default" size="xs" leftSection={<IconBell size={14} aria-hidden />}>
          {t("approvals.alerts")}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="sm">
          <Switch
            label={t("approvals.alertNotification")}
            description={t(canNotify() ? "approvals.alertNotificationHelp" : "approvals.alertImpossible")}
            disabled={!canNotify()}
            checked={isOn.notification}
            onChange={(event) => void change("notification", event.currentTarget.checked)}
          />
          {refused && (
            <Text size="xs" c="var(--bad)" role="alert">
              {t("approvals.alertRefused")}
            </Text>
          )}
          <Switch
            label={t("approvals.alertSound")}
            description={t("approvals.alertSoundHelp")}
            checked={isOn.sound}
            onChange={(event) => void change("sound", event.currentTarget.checked)}
          />
          <Switch
            label={t("approvals.keys")}
            description={t("approvals.keysHelp")}
            checked={keys}
            onChange={(event) => {
              setKeys(event.currentTarget.checked);
              setKeysOn(event.currentTarget.checked);
            }}
          />
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
