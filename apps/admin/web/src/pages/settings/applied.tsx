import { Alert, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Snippet } from "../../components/snippet.tsx";
import { Warnings } from "./apply-part.tsx";
import type { ConfigApplied } from "./settings-queries.ts";
import classes from "./settings.module.css";

/** What became of a file that was applied; the only place where the secrets of its new keys are shown. */
export function Applied({ applied: { changes, created, failed, version, warnings } }: { applied: ConfigApplied }) {
  const { t } = useTranslation();
  return (
    <div className={classes.result}>
      <div role="status">{t("settings.applied", { count: changes.length, version })}</div>
      {failed !== undefined && (
        <Alert color="red" role="alert">
          {t("settings.stopped", { reason: failed })}
        </Alert>
      )}
      <Warnings warnings={warnings} />
      {created.length > 0 && (
        <>
          <Title order={2}>{t("settings.created")}</Title>
          <div>{t("settings.createdHelp")}</div>
          {created.map(({ id, name, secret }) => (
            <div key={id}>
              <Title order={3}>
                <bdi>{name}</bdi>
              </Title>
              <Snippet text={secret} label={t("settings.secretOf", { name })} />
            </div>
          ))}
        </>
      )}
    </div>
  );
}
