import { Title } from "@mantine/core";
import { IconAlertTriangle, IconCheck, IconHeartbeat } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Overview, ProcessView } from "../../../../src/contract/overview.ts";
import { LoadingRows } from "../../components/states.tsx";
import { Tag } from "../../components/tag.tsx";
import { TimeAgo } from "../../components/time-ago.tsx";
import { useFormat } from "../../format/format-context.tsx";
import classes from "./home.module.css";

/** The parts the deployment stands on. */
export function System({ overview }: { overview: Overview | undefined }) {
  const { t } = useTranslation();
  return (
    <section>
      <Title order={2}>{t("home.system")}</Title>
      {overview === undefined ? <LoadingRows rows={8} height={34} /> : <SystemRows overview={overview} />}
    </section>
  );
}

function SystemRows({ overview }: { overview: Overview }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { services, database, bus, system, tools, at, startedAt, version } = overview;
  const { memory, disk } = system;
  return (
    <ul className={classes.list}>
      <Row name={t("home.services")} state={<HealthTag ok={services.every(({ processes }) => processes > 0)} />}>
        {services
          .map(
            ({ name, processes }) =>
              `${name} · ${processes === 0 ? t("home.noProcess") : t("home.processCount", { count: processes })}`,
          )
          .join(", ")}
      </Row>
      <Row name={t("home.database")} state={<HealthTag ok={database.ok} />} hover={database.location}>
        {t(`home.databaseKind.${database.kind}`)} · {database.location}
      </Row>
      <Row name={t("home.bus")} state={<HealthTag ok={bus.ok} />}>
        {t(`home.busKind.${bus.kind}`)}
      </Row>
      <Row name={t("home.cpu")} state={t("home.cores", { count: system.cores })}>
        <Meter share={system.cpu} label={t("home.cpu")} />
      </Row>
      <Row
        name={t("home.memory")}
        state={t("home.ofTotal", { used: format.bytes(memory.usedBytes), total: format.bytes(memory.totalBytes) })}
      >
        <Meter share={memory.usedBytes / memory.totalBytes} label={t("home.memory")} />
      </Row>
      <Row
        name={t("home.disk")}
        hover={disk?.path}
        state={
          disk === undefined
            ? t("home.notReadable")
            : t("home.ofTotal", { used: format.bytes(disk.usedBytes), total: format.bytes(disk.totalBytes) })
        }
      >
        {disk !== undefined && <Meter share={disk.usedBytes / disk.totalBytes} label={t("home.disk")} />}
      </Row>
      <Row name={t("home.catalogue")} state={<Link to="/tools">{t("home.seeTools")}</Link>}>
        {t("home.catalogueDetail", { count: tools.count, tokens: format.number(tools.tokens) })}
      </Row>
      <Row name={t("home.uptime")} state={`v${version}`} hover={format.instant(startedAt)}>
        {format.span(at - startedAt)}
      </Row>
    </ul>
  );
}

function Row({
  name,
  state,
  hover,
  children,
}: {
  name: string;
  state: ReactNode;
  hover?: string | undefined;
  children: ReactNode;
}) {
  return (
    <li className={classes.systemRow}>
      <span className={classes.systemName}>{name}</span>
      <span className={classes.systemText} title={hover}>
        {children}
      </span>
      <span>{state}</span>
    </li>
  );
}

function HealthTag({ ok }: { ok: boolean }) {
  const { t } = useTranslation();
  return (
    <Tag meaning={ok ? "good" : "bad"} icon={ok ? IconCheck : IconAlertTriangle}>
      {t(ok ? "home.healthy" : "home.failing")}
    </Tag>
  );
}

function Meter({ share, label }: { share: number; label: string }) {
  const format = useFormat();
  const bounded = Math.min(1, Math.max(0, Number.isFinite(share) ? share : 0));
  const meaning = bounded >= 0.97 ? "bad" : bounded >= 0.9 ? "attention" : undefined;
  return (
    <span className={classes.meterRow}>
      <span
        className={classes.meter}
        data-meaning={meaning}
        role="meter"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(bounded * 100)}
      >
        <span style={{ width: `${bounded * 100}%` }} />
      </span>
      {format.percent(Math.round(bounded * 100) / 100)}
    </span>
  );
}

/** Every process on this database, with its last heartbeat. */
export function Processes({ overview }: { overview: Overview | undefined }) {
  const { t } = useTranslation();
  return (
    <section>
      <Title order={2}>{t("home.processes")}</Title>
      {overview === undefined ? (
        <LoadingRows rows={2} height={52} />
      ) : (
        <ul className={classes.list}>
          {overview.processes.map((one) => (
            <ProcessRow key={one.id} one={one} />
          ))}
        </ul>
      )}
    </section>
  );
}

function ProcessRow({ one }: { one: ProcessView }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <li className={classes.process}>
      <span>
        {one.services.join(", ")}{" "}
        <span className={classes.detail}>
          {[`${one.host} · ${one.pid}`, one.self && t("home.thisProcess")].filter(Boolean).join(" · ")}
        </span>
      </span>
      <Tag meaning={one.alive ? "good" : "attention"} icon={IconHeartbeat}>
        {t(one.alive ? "home.alive" : "home.silent")}
      </Tag>
      <span className={classes.detail}>
        {format.bytes(one.rssBytes)} · {t("home.cpu")} {format.percent(one.cpu)} · {t("home.started")}{" "}
        {format.span(one.lastSeenAt - one.startedAt)} · v{one.version}
      </span>
      <span className={classes.detail}>
        <TimeAgo at={one.lastSeenAt} />
      </span>
    </li>
  );
}
