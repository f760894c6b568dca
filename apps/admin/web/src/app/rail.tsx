import { ActionIcon, Tooltip } from "@mantine/core";
import { IconLayoutSidebarLeftCollapse, IconLayoutSidebarLeftExpand } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Fragment } from "react";
import { useTranslation } from "react-i18next";
import { overviewQuery } from "../api/queries.ts";
import { destinations } from "./destinations.ts";
import classes from "./shell.module.css";

/** The way around on a wide screen. */
export function Rail({ collapsed, onToggle }: { collapsed: boolean; onToggle: () => void }) {
  const { t } = useTranslation();
  const { data: version } = useQuery({ ...overviewQuery(), select: (overview) => overview.version });
  const toggle = t(collapsed ? "nav.expand" : "nav.collapse");
  return (
    <nav className={classes.rail} aria-label={t("nav.label")}>
      {destinations.map(({ group, links }) => (
        <Fragment key={group}>
          {!collapsed && <div className={classes.group}>{t(group)}</div>}
          {links.map(({ to, label, icon: Icon }) => (
            <Tooltip key={to} label={t(label)} position="right" disabled={!collapsed}>
              <Link
                to={to}
                className={classes.link}
                activeOptions={{ exact: to === "/", includeSearch: false }}
                aria-label={t(label)}
              >
                <Icon size={18} stroke={1.75} aria-hidden />
                {!collapsed && t(label)}
              </Link>
            </Tooltip>
          ))}
        </Fragment>
      ))}
      <div className={classes.railEnd}>
        {!collapsed && <span>{version === undefined ? "" : `v${version}`}</span>}
        <Tooltip label={toggle} position="right">
          <ActionIcon variant="subtle" color="gray" aria-label={toggle} aria-expanded={!collapsed} onClick={onToggle}>
            {collapsed ? (
              <IconLayoutSidebarLeftExpand size={18} stroke={1.75} />
            ) : (
              <IconLayoutSidebarLeftCollapse size={18} stroke={1.75} />
            )}
          </ActionIcon>
        </Tooltip>
      </div>
    </nav>
  );
}

/** The same on a phone. */
export function BottomBar() {
  const { t } = useTranslation();
  return (
    <nav className={classes.bar} aria-label={t("nav.label")}>
      {destinations
        .flatMap(({ links }) => [...links])
        .map(({ to, label, icon: Icon }) => (
          <Link
            key={to}
            to={to}
            className={classes.barLink}
            activeOptions={{ exact: to === "/", includeSearch: false }}
          >
            <Icon size={20} stroke={1.75} aria-hidden />
            {t(label)}
          </Link>
        ))}
    </nav>
  );
}
