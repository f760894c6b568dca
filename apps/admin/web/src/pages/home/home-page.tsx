import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useLiveState } from "../../api/live-context.tsx";
import { overviewQuery } from "../../api/queries.ts";
import { PageHead } from "../../components/page-head.tsx";
import page from "../../components/page.module.css";
import { Failed } from "../../components/states.tsx";
import { Attention, LastTrouble } from "./attention.tsx";
import classes from "./home.module.css";
import { Stats } from "./stats.tsx";
import { Processes, System } from "./system.tsx";
import { WelcomeHint } from "../welcome/welcome-hint.tsx";
import { Traffic } from "./traffic.tsx";

export function HomePage() {
  const { t } = useTranslation();
  const { status } = useLiveState();
  // Where the live stream does not come through, the figures are asked for.
  const query = useQuery({ ...overviewQuery(), refetchInterval: status === "connected" ? false : 5000 });
  const overview = query.data;
  return (
    <div className={page.page}>
      <PageHead title={t("pages.home")} lead={t("home.lead")} />
      {overview === undefined && query.isError ? (
        <Failed query={query} />
      ) : (
        <>
          <WelcomeHint />
          <Stats overview={overview} />
          <Traffic />
          <div className={classes.columns}>
            <div className={classes.column}>
              <Attention overview={overview} />
              <LastTrouble />
            </div>
            <div className={classes.column}>
              <System overview={overview} />
              <Processes overview={overview} />
            </div>
          </div>
        </>
      )}
    </div>
  );
}
