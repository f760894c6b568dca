import { Title } from "@mantine/core";
import { useEffect, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useWaiting } from "../app/use-waiting.ts";
import classes from "./page.module.css";

/** A page's name (in the tab with the number of calls that wait), the line that says what it is for, and its actions. */
export function PageHead({ title, lead, children }: { title: string; lead: ReactNode; children?: ReactNode }) {
  const { t } = useTranslation();
  const waiting = useWaiting()?.count ?? 0;
  useEffect(() => {
    document.title = `${waiting > 0 ? `(${waiting}) ` : ""}${title} · ${t("appName")}`;
  }, [title, t, waiting]);
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
