import { Title } from "@mantine/core";
import { useEffect, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import classes from "./page.module.css";

/** A page's name, the line that says what it is for, and its actions. */
export function PageHead({ title, lead, children }: { title: string; lead: ReactNode; children?: ReactNode }) {
  const { t } = useTranslation();
  useEffect(() => {
    document.title = `${title} · ${t("appName")}`;
  }, [title, t]);
  return (
    <div className={classes.head}>
      <div>
        <Title order={1}>{title}</Title>
        <div className={classes.lead}>{lead}</div>
      </div>
      {children}
    </div>
  );
}
