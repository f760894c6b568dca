import { Button, Group } from "@mantine/core";
import { IconShieldCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { SecretDialog } from "../../components/secret-dialog.tsx";
import { Failed, LoadingRows } from "../../components/states.tsx";
import { Tag } from "../../components/tag.tsx";
import classes from "./account.module.css";
import { NewBackupCodes } from "./new-backup-codes.tsx";
import { secondFactorQuery } from "./second-factor-query.ts";
import { SetUpSecondFactor } from "./set-up-second-factor.tsx";
import { SwitchOffDialog } from "./switch-off-dialog.tsx";

/** Codes of an authenticator app beside the password: on, off, and what replaces a lost phone. */
export function SecondFactor() {
  const { t } = useTranslation();
  const [dialog, setDialog] = useState<"set-up" | "codes" | "off">();
  const close = () => setDialog(undefined);
  const query = useQuery(secondFactorQuery());
  if (query.data === undefined)
    return query.isError ? <Failed query={query} compact /> : <LoadingRows rows={1} height={48} />;
  const { state, backupCodesLeft = 0 } = query.data;
  return (
    <>
      {state === "elsewhere" && <div className={classes.dim}>{t("account.second.elsewhere")}</div>}
      {state === "off" && (
        <>
          <div className={classes.dim}>{t("account.second.help")}</div>
          <Button variant="default" onClick={() => setDialog("set-up")}>
            {t("account.second.setUp")}
          </Button>
        </>
      )}
      {state === "on" && (
        <>
          <div>
            <Tag meaning="good" icon={IconShieldCheck}>
              {t("account.second.on")}
            </Tag>{" "}
            <span className={classes.dim}>{t("account.second.onHelp")}</span>
          </div>
          <div className={classes.dim}>
            {backupCodesLeft === 0
              ? t("account.second.noneLeft")
              : t("account.second.left", { count: backupCodesLeft })}
          </div>
          <Group gap="xs">
            <Button variant="default" onClick={() => setDialog("codes")}>
              {t("account.second.newCodes")}
            </Button>
            <Button variant="default" onClick={() => setDialog("off")}>
              {t("account.second.switchOff")}
            </Button>
          </Group>
        </>
      )}
      <SecretDialog
        opened={dialog === "set-up"}
        title={t("account.second.setUpTitle")}
        form={SetUpSecondFactor}
        onClose={close}
      />
      <SecretDialog
        opened={dialog === "codes"}
        title={t("account.second.newCodes")}
        form={NewBackupCodes}
        onClose={close}
      />
      <SwitchOffDialog opened={dialog === "off"} onClose={close} />
    </>
  );
}
