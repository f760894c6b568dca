import { Alert, Title } from "@mantine/core";
import { IconCheck, IconClockX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Overview } from "../../../../src/contract/overview.ts";
import { Tag } from "../../components/tag.tsx";
import { TimeAgo } from "../../components/time-ago.tsx";
import { useFormat } from "../../format/format-context.tsx";
import classes from "./about.module.css";

/** Everything that runs of this deployment, replicas included. */
export function Processes({ overview: { processes } }: { overview: Overview }) {
  const { t } = useTranslation();
  const format = useFormat();
  const versions = [...new Set(processes.filter(({ alive }) => alive).map(({ version }) => version))].toSorted();
  return (
    <section className={classes.part}>
      <Title order={2}>{t("about.processes")}</Title>
      {versions.length > 1 && <Alert color="yellow">{t("about.mixed", { versions: versions.join(", ") })}</Alert>}
      {processes.length === 0 && <div className={classes.dim}>{t("about.none")}</div>}
      <ul className={classes.list}>
        {processes.map(({ id, host, pid, version, services, startedAt, rssBytes, alive, self }) => (
          <li key={id} className={classes.item}>
            <div>
              <bdi>{host}</bdi> · {pid} {self && <span className={classes.dim}>({t("home.thisProcess")})</span>}
              <div className={classes.dim}>
                {services.join(", ")} · v{version} · {t("about.started")} <TimeAgo at={startedAt} /> ·{" "}
                {t("about.memory")} {format.bytes(rssBytes)}
              </div>
            </div>
            <Tag meaning={alive ? "good" : "attention"} icon={alive ? IconCheck : IconClockX}>
              {t(alive ? "home.alive" : "home.silent")}
            </Tag>
          </li>
        ))}
      </ul>
    </section>
  );
}
