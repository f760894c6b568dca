import { Drawer } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { Fragment } from "react";
import { useTranslation } from "react-i18next";
import type { destinationsFor } from "./destinations.ts";
import classes from "./shell.module.css";

interface MorePagesProps {
  readonly groups: ReturnType<typeof destinationsFor>;
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** All pages, on a phone. */
export function MorePages({ groups, opened, onClose }: MorePagesProps) {
  const { t } = useTranslation();
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      position="bottom"
      size="auto"
      title={t("nav.more")}
      closeButtonProps={{ "aria-label": t("actions.close") }}
    >
      {groups.map(({ group, links }) => (
        <Fragment key={group}>
          <div className={classes.group}>{t(group)}</div>
          {links.map(({ to, label, icon: Icon }) => (
            <Link
              key={to}
              to={to}
              className={classes.link}
              activeOptions={{ exact: to === "/", includeSearch: false }}
              onClick={onClose}
            >
              <Icon size={18} stroke={1.75} aria-hidden />
              {t(label)}
            </Link>
          ))}
        </Fragment>
      ))}
    </Drawer>
  );
}
