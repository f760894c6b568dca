import type { Icon } from "@tabler/icons-react";
import type { ReactNode } from "react";
import classes from "./tag.module.css";

/** The five things a colour can mean, everywhere. */
export type Meaning = "good" | "waiting" | "attention" | "bad" | "unknown";

/** A word with an icon in the colour of its meaning. */
export function Tag({
  meaning,
  icon: Icon,
  help,
  children,
}: {
  meaning: Meaning;
  icon: Icon;
  help?: string;
  children: ReactNode;
}) {
  return (
    <span className={classes.tag} data-meaning={meaning} title={help}>
      <Icon size={14} stroke={2} aria-hidden />
      {children}
    </span>
  );
}
