import { Title, VisuallyHidden } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import classes from "./welcome.module.css";

/** One of the steps, with its number, or a tick when it is done. */
export function Step({
  number,
  title,
  done,
  children,
}: {
  number: number;
  title: string;
  done: boolean;
  children: ReactNode;
}) {
  const { t } = useTranslation();
  return (
    <li className={classes.step} data-done={done}>
      <span className={classes.number} aria-hidden>
        {done ? <IconCheck size={16} stroke={2.5} /> : number}
      </span>
      <Title order={2}>
        {title}
        {done && <VisuallyHidden>: {t("welcome.done")}</VisuallyHidden>}
      </Title>
      <div className={classes.body}>{children}</div>
    </li>
  );
}
