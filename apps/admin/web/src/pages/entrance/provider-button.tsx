import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../api/client.ts";
import classes from "./entrance.module.css";
import { entryTrouble } from "./entry-trouble.ts";

/** The way in by the identity provider, which sends the browser back to `next`. */
export function ProviderButton({ name, next }: { name: string; next: string }) {
  const { t } = useTranslation();
  const [trouble, setTrouble] = useState<string>();
  const [isBusy, setBusy] = useState(false);

  async function start(): Promise<void> {
    setBusy(true);
    setTrouble(undefined);
    try {
      const response = await api.auth.oidc.$post({ json: { returnTo: next } });
      if (response.status === 200) return location.assign((await response.json()).url);
      setTrouble(entryTrouble(t, response));
    } catch {
      setTrouble(t("failed.network"));
    }
    setBusy(false);
  }

  return (
    <>
      <div className={classes.or}>{t("entrance.or")}</div>
      <Button variant="default" fullWidth loading={isBusy} onClick={() => void start()}>
        {t("entrance.withProvider", { name })}
      </Button>
      {trouble !== undefined && (
        <div className={classes.trouble} role="alert">
          {trouble}
        </div>
      )}
    </>
  );
}
