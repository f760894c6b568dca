import { IconAlertTriangle } from "@tabler/icons-react";
import { useEffect, useRef, type ReactNode } from "react";
import classes from "./callout.module.css";

interface CalloutProps {
  readonly meaning: "attention" | "bad";
  readonly title: string;
  /** An answer to what the person just did: read out, and brought into view. */
  readonly isAnswer?: boolean;
  readonly children?: ReactNode;
}

/** Something on a page that a person has to know or decide. */
export function Callout({ meaning, title, isAnswer = false, children }: CalloutProps) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (isAnswer) box.current?.scrollIntoView({ block: "nearest" });
  }, [isAnswer]);
  return (
    <div ref={box} className={classes.callout} data-meaning={meaning} {...(isAnswer && { role: "alert" })}>
      <IconAlertTriangle size={18} aria-hidden />
      <div className={classes.body}>
        <strong>{title}</strong>
        {children}
      </div>
    </div>
  );
}
