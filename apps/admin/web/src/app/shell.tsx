import { AppShell } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { Link, Outlet } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { overviewQuery } from "../api/queries.ts";
import { LiveDot } from "./live-dot.tsx";
import { LanguageMenu, ThemeMenu } from "./preferences.tsx";
import { BottomBar, Rail } from "./rail.tsx";
import { remembered } from "./remembered.ts";
import classes from "./shell.module.css";

/** What stands around every page. */
export function Shell() {
  const { t } = useTranslation();
  const phone = useMediaQuery("(max-width: 47.99em)", undefined, { getInitialValueInEffect: false }) ?? false;
  const [collapsed, setCollapsed] = useState(() => remembered.get("rail") === "collapsed");
  const { data: host } = useQuery({ ...overviewQuery(), select: (overview) => overview.system.host });

  const toggle = () => {
    remembered.set("rail", collapsed ? "wide" : "collapsed");
    setCollapsed(!collapsed);
  };

  return (
    <>
      <a className={classes.skip} href="#content">
        {t("skipToContent")}
      </a>
      <AppShell
        header={{ height: 48 }}
        navbar={{ width: collapsed ? 56 : 200, breakpoint: "sm", collapsed: { mobile: true } }}
        footer={{ height: 56, collapsed: !phone }}
        transitionDuration={0}
      >
        <AppShell.Header className={classes.header}>
          <Link to="/" className={classes.brand}>
            <img src="/favicon.svg" width={22} height={22} alt="" />
            {t("appName")}
            {!phone && <span className={classes.host}>{host}</span>}
          </Link>
          <LiveDot />
          <LanguageMenu />
          <ThemeMenu />
        </AppShell.Header>
        {!phone && (
          <AppShell.Navbar className={classes.rail} aria-label={t("nav.label")}>
            <Rail collapsed={collapsed} onToggle={toggle} />
          </AppShell.Navbar>
        )}
        <AppShell.Main id="content" tabIndex={-1} className={classes.main}>
          <Outlet />
        </AppShell.Main>
        {phone && (
          <AppShell.Footer className={classes.bar}>
            <BottomBar />
          </AppShell.Footer>
        )}
      </AppShell>
    </>
  );
}
