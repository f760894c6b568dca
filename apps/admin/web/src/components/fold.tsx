import { Button } from "@mantine/core";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import classes from "./fold.module.css";

/** Shows some twenty lines of its content, and the rest when asked. */
export function Fold({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  const content = useRef<HTMLDivElement>(null);
  const [isLong, setLong] = useState(false);
  const [isOpen, setOpen] = useState(false);

  useEffect(() => {
    const element = content.current;
    if (element === null || isOpen) return;
    const measure = () => setLong(element.scrollHeight > element.clientHeight + 1);
    const observer = new ResizeObserver(measure);
    for (const measured of [element, ...element.children]) observer.observe(measured);
    return () => observer.disconnect();
  }, [isOpen]);

  return (
    <div>
      <div ref={content} className={classes.content} data-folded={!isOpen} data-cut={isLong && !isOpen}>
        {children}
      </div>
      {isLong && (
        <Button variant="subtle" size="compact-xs" mt={4} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {t(isOpen ? "actions.showLess" : "actions.showAll")}
        </Button>
      )}
    </div>
  );
}
