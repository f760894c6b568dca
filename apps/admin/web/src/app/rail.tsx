import { ActionIcon, VisuallyHidden } from "@mantine/core";
import { IconDots, IconLayoutSidebarLeftCollapse, IconLayoutSidebarLeftExpand } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Fragment, lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { overviewQuery } from "../api/queries.ts";
import { useFormat } from "../format/format-context.tsx";
import { barDestinations, destinationsFor, type Destination } from "./destinations.ts";
import classes from "./shell.module.css";
import { useMay } from "./use-me.ts";
import { useWaiting } from "./use-waiting.ts";

const MorePages = lazy(async () => ({ default: (await import("./more-pages.tsx")).MorePages }));

/** The way around on a wide screen. */
export function Rail({ collapsed, onToggle }: { collapsed: boolean; onToggle: () => void }) {
  const { t } = useTranslation();
  const { data: version } = useQuery({ ...overviewQuery(), select: (overview) => overview.version });
  const groups = destinationsFor(useMay());
  const toggle = t(collapsed ? "nav.expand" : "nav.collapse");
  return (
    <nav className={classes.rail} aria-label={t("nav.label")}>
      {groups.map(({ group, links }) => (
        <Fragment key={group}>
          {!collapsed && <div className={classes.group}>{t(group)}</div>}
          {links.map(({ to, label, icon: Icon }) => (
            <Link
              key={to}
              to={to}
              className={classes.link}
              activeOptions={{ exact: to === "/", includeSearch: false }}
              {...(collapsed && { title: t(label) })}
            >
              <Icon size={18} stroke={1.75} aria-hidden />
              {collapsed ? <VisuallyHidden>{t(label)}</VisuallyHidden> : t(label)}
              {to === "/approvals" && <WaitingCount />}
            </Link>
          ))}
        </Fragment>
      ))}
      <div className={classes.railEnd}>
        {!collapsed && <span>{version === undefined ? "" : `v${version}`}</span>}
        <ActionIcon
          variant="subtle"
          color="gray"
          title={toggle}
          aria-label={toggle}
          aria-expanded={!collapsed}
          onClick={onToggle}
        >
          {collapsed ? (
            <IconLayoutSidebarLeftExpand size={18} stroke={1.75} />
          ) : (
            <IconLayoutSidebarLeftCollapse size={18} stroke={1.75} />
          )}
        </ActionIcon>
      </div>
    </nav>
  );
}

/** The same on a phone: what is needed most, and the rest behind one more touch. */
export function BottomBar() {
  const { t } = useTranslation();
  const [isOpen, setIsOpen] = useState(false);
  const groups = destinationsFor(useMay());
  // Loaded when it is first asked for.
  const [wasOpen, setWasOpen] = useState(false);
  const open = () => {
    setWasOpen(true);
    setIsOpen(true);
  };
  const links = groups.flatMap((group) => group.links);
  return (
    <nav className={classes.bar} aria-label={t("nav.label")}>
      {links
        .filter(({ to }) => barDestinations.includes(to))
        .map((link) => (
          <BarLink key={link.to} {...link} />
        ))}
      <button type="button" className={classes.barLink} aria-expanded={isOpen} onClick={open}>
        <IconDots size={20} stroke={1.75} aria-hidden />
        {t("nav.more")}
      </button>
      {wasOpen && (
        <Suspense fallback={null}>
          <MorePages groups={groups} opened={isOpen} onClose={() => setIsOpen(false)} />
        </Suspense>
      )}
    </nav>
  );
}

/** The number of calls that wait, where there are any. */
function WaitingCount() {
  const { t } = useTranslation();
  const format = useFormat();
  const count = useWaiting()?.count ?? 0;
  if (count === 0) return null;
  return (
    <>
      {" "}
      <span className={classes.count}>
        {format.compact(count)}
        <VisuallyHidden> {t("waiting.label")}</VisuallyHidden>
      </span>
    </>
  );
}

function BarLink({ to, label, icon: Icon }: Destination) {
  const { t } = useTranslation();
  return (
    <Link to={to} className={classes.barLink} activeOptions={{ exact: to === "/", includeSearch: false }}>
      <Icon size={20} stroke={1.75} aria-hidden />
      {t(label)}
      {to === "/approvals" && <WaitingCount />}
    </Link>
  );
}
