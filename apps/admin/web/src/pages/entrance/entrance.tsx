import { Title } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { LanguageButton, ThemeButton } from "../../app/preferences.tsx";
import classes from "./entrance.module.css";

/** A page for somebody who is not signed in. */
export function Entrance({ title, lead, children }: { title: string; lead?: ReactNode; children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <div className={classes.page}>
      <header className={classes.bar}>
        <span className={classes.brand}>
          <img src="/favicon.svg" width={22} height={22} alt="" />
          {t("appName")}
        </span>
        <LanguageButton />
        <ThemeButton />
      </header>
      <main id="content" className={classes.main}>
        <div>
          <Title order={1}>{title}</Title>
          {lead !== undefined && <p className={classes.lead}>{lead}</p>}
        </div>
        {children}
      </main>
    </div>
  );
}
