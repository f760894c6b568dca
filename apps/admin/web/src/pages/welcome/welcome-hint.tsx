import { IconPlugConnected } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useLiveEvent } from "../../api/live-context.tsx";
import { anyCallQuery } from "./welcome-queries.ts";
import classes from "./welcome.module.css";

/** The way back to the first run, as long as nothing was called. */
export function WelcomeHint() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { data: hasCalls } = useQuery(anyCallQuery());
  useLiveEvent("calls", ({ calls }) => {
    if (calls.some(({ kind }) => kind === "call")) queries.setQueryData(anyCallQuery().queryKey, true);
  });
  if (hasCalls !== false) return null;
  return (
    <div className={classes.hint}>
      <IconPlugConnected size={18} aria-hidden />
      {t("home.welcomeHint")} <Link to="/welcome">{t("home.welcomeLink")}</Link>
    </div>
  );
}
