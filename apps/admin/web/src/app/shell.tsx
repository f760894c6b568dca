import { useMediaQuery } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { Link, Outlet, useMatches } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { overviewQuery } from "../api/queries.ts";
import { AccountMenu } from "./account-menu.tsx";
import { LiveDot } from "./live-dot.tsx";
import { ForbiddenPage } from "./page-failed.tsx";
import { PaletteButton } from "./palette-button.tsx";
import { LanguageButton, ThemeButton } from "./preferences.tsx";
import { BottomBar, Rail } from "./rail.tsx";
import { remembered } from "./remembered.ts";
import classes from "./shell.module.css";
import { useApprovalAlerts } from "./use-approval-alerts.ts";
import { useMe } from "./use-me.ts";

/** What stands around every page. */
export function Shell() {
  const { t } = useTranslation();
  const phone = useMediaQuery("(max-width: 47.99em)", undefined, { getInitialValueInEffect: false }) ?? false;
  const [collapsed, setCollapsed] = useState(() => remembered.get("rail") === "collapsed");
  const { data: host } = useQuery({ ...overviewQuery(), select: (overview) => overview.system.host });

  useApprovalAlerts();

  const toggle = () => {
    remembered.set("rail", collapsed ? "wide" : "collapsed");
    setCollapsed(!collapsed);
  };

  return (
    <div className={classes.shell} data-collapsed={collapsed}>
      <a className={classes.skip} href="#content">
        {t("skipToContent")}
      </a>
      <header className={classes.header}>
        <Link to="/" className={classes.brand}>
          <img src="/favicon.svg" width={22} height={22} alt="" />
          <span className={classes.name}>{t("appName")}</span>
          {!phone && <span className={classes.host}>{host}</span>}
        </Link>
        <PaletteButton phone={phone} />
        <LiveDot />
        <LanguageButton />
        <ThemeButton />
        <AccountMenu phone={phone} />
      </header>
      {!phone && <Rail collapsed={collapsed} onToggle={toggle} />}
      <main id="content" tabIndex={-1} className={classes.main}>
        <Allowed />
      </main>
      {phone && <BottomBar />}
    </div>
  );
}

/** The page, where the person may see it; the address of another is no secret. */
function Allowed() {
  const me = useMe();
  const isForbidden = useMatches({
    select: (matches) =>
      matches.some(({ staticData: { needs } }) => needs !== undefined && me?.permissions.includes(needs) === false),
  });
  if (me !== undefined && isForbidden) return <ForbiddenPage role={me.role} />;
  return <Outlet />;
}
