import { Button, CopyButton, Text } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import classes from "./connect.module.css";

/** A key in the one moment in which it is shown. */
export function SecretOnce({ secret }: { secret: string }) {
  const { t } = useTranslation();
  return (
    <div className={classes.secret}>
      <Text fw={600}>{t("connect.once")}</Text>
      <div className={classes.secretRow}>
        <code aria-label={t("connect.secret")}>{secret}</code>
        <CopyButton value={secret} timeout={1500}>
          {({ copied, copy }) => (
            <Button
              size="xs"
              leftSection={copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
              onClick={copy}
            >
              {t(copied ? "actions.copied" : "actions.copy")}
            </Button>
          )}
        </CopyButton>
      </div>
    </div>
  );
}
