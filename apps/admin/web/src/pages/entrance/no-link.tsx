import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Entrance } from "./entrance.tsx";

/** A link that is of no use any more; `help` says how to come by another. */
export function NoLink({ help }: { help?: string }) {
  const { t } = useTranslation();
  return (
    <Entrance title={t("entrance.noLink")} lead={[t("entrance.noLinkHelp"), help].filter(Boolean).join(" ")}>
      <Link to="/sign-in">{t("entrance.toSignIn")}</Link>
    </Entrance>
  );
}
