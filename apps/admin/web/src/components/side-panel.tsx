import { ActionIcon, Drawer, Title } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconX } from "@tabler/icons-react";
import { useEffect, useRef, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import classes from "./page.module.css";
import { useKeptFocus } from "./use-kept-focus.ts";

interface SidePanelProps {
  readonly title: ReactNode;
  /** For assistive technology. */
  readonly label: string;
  readonly onClose: () => void;
  /** Stays in sight below what scrolls: what can be done. */
  readonly footer?: ReactNode;
  readonly children: ReactNode;
}

/** Details of one thing of a list: beside the list where there is room, over it where there is not. Escape closes it. */
export function SidePanel({ title, label, onClose, footer, children }: SidePanelProps) {
  const wide = useMediaQuery("(min-width: 75em)", undefined, { getInitialValueInEffect: false }) ?? true;
  return wide ? (
    <Beside title={title} label={label} onClose={onClose} footer={footer}>
      {children}
    </Beside>
  ) : (
    <Drawer.Root
      opened
      onClose={onClose}
      position="right"
      size="min(560px, 100%)"
      transitionProps={{ duration: 0 }}
      classNames={{ content: classes.drawer ?? "" }}
    >
      <Drawer.Overlay backgroundOpacity={0.4} />
      <Drawer.Content aria-label={label}>
        <Inside title={title} onClose={onClose} footer={footer}>
          {children}
        </Inside>
      </Drawer.Content>
    </Drawer.Root>
  );
}

function Beside({ title, label, onClose, footer, children }: SidePanelProps) {
  const panel = useRef<HTMLElement>(null);

  useEffect(() => {
    const opener = document.activeElement;
    panel.current?.querySelector("h2")?.focus();
    return () => void (opener instanceof HTMLElement && opener.isConnected && opener.focus());
  }, []);

  return (
    <aside
      ref={panel}
      className={classes.panel}
      aria-label={label}
      onKeyDown={(event) => {
        if (event.key === "Escape" && !event.defaultPrevented && !isExpanded(event.target)) onClose();
      }}
    >
      <Inside title={title} onClose={onClose} footer={footer}>
        {children}
      </Inside>
    </aside>
  );
}

function Inside({ title, onClose, footer, children }: Omit<SidePanelProps, "label">) {
  const { t } = useTranslation();
  const head = useRef<HTMLHeadingElement>(null);
  useKeptFocus(head);
  return (
    <>
      <div className={classes.panelHead}>
        <Title ref={head} order={2} tabIndex={-1}>
          {title}
        </Title>
        <ActionIcon variant="subtle" color="gray" onClick={onClose} aria-label={t("actions.close")}>
          <IconX size={18} stroke={1.75} />
        </ActionIcon>
      </div>
      <div className={classes.panelBody}>{children}</div>
      {footer !== undefined && <div className={classes.panelFoot}>{footer}</div>}
    </>
  );
}

/** A list that hangs open from a field: Escape closes that first. */
function isExpanded(target: EventTarget): boolean {
  return target instanceof Element && target.getAttribute("aria-expanded") === "true";
}
