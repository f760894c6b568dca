import { Title } from "@mantine/core";
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconHeartbeat,
  IconHourglass,
  IconInfoCircle,
  IconKey,
} from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Key } from "../../../../src/contract/keys.ts";
import type { Overview } from "../../../../src/contract/overview.ts";
import { useLiveEvent } from "../../api/live-context.tsx";
import { keysGlanceQuery, troubleQuery } from "../../api/queries.ts";
import { useMay } from "../../app/use-me.ts";
import { useWaiting } from "../../app/use-waiting.ts";
import { OutcomeTag } from "../../components/outcome-tag.tsx";
import { ServerMessage } from "../../components/server-message.tsx";
import { Failed, LoadingRows } from "../../components/states.tsx";
import { TimeAgo } from "../../components/time-ago.tsx";
import { useFormat, useNow } from "../../format/format-context.tsx";
import { findEndingKeys, type EndingKey } from "./find-ending-keys.ts";
import { findTroubles, type Trouble } from "./find-troubles.ts";
import classes from "./home.module.css";

/** What needs a person now: calls that wait for one, and what is wrong with the deployment. */
export function Attention({ overview }: { overview: Overview | undefined }) {
  const { t } = useTranslation();
  const keys = useKeys();
  const now = useNow();
  const may = useMay();
  const waiting = useWaiting();
  const count = waiting?.count ?? 0;
  const isCounted = waiting !== undefined || !may("approvals.read");
  const troubles = overview === undefined ? undefined : [...findTroubles(overview), ...findEndingKeys(keys, now)];
  return (
    <section>
      <Title order={2}>{t("home.attention")}</Title>
      {troubles === undefined || (troubles.length === 0 && !isCounted) ? (
        <LoadingRows rows={1} height={36} />
      ) : troubles.length + count === 0 ? (
        <div className={classes.well}>
          <IconCircleCheck size={16} aria-hidden />
          {t("home.allWell")}
        </div>
      ) : (
        <ul className={classes.list}>
          {count > 0 && <WaitingRow count={count} />}
          {troubles.map((trouble) =>
            trouble.kind === "keyEnds" ? (
              <KeyRow key={trouble.id} ending={trouble} />
            ) : (
              <TroubleRow key={JSON.stringify(trouble)} trouble={trouble} />
            ),
          )}
        </ul>
      )}
    </section>
  );
}

/** Keys, for those who may see them. */
function useKeys(): readonly Key[] {
  const may = useMay()("keys.read");
  const { data } = useQuery({ ...keysGlanceQuery(), enabled: may });
  return may ? (data?.keys ?? []) : [];
}

function WaitingRow({ count }: { count: number }) {
  const { t } = useTranslation();
  return (
    <li className={classes.trouble} data-meaning="waiting">
      <IconHourglass size={16} aria-hidden />
      <Link to="/approvals">{t("waiting.notice", { count })}</Link>
    </li>
  );
}

function KeyRow({ ending: { name, expiresAt, isOver } }: { ending: EndingKey }) {
  const { t } = useTranslation();
  return (
    <li className={classes.trouble} data-meaning={isOver ? "bad" : "attention"}>
      <IconKey size={16} aria-hidden />
      <div>
        <Link to="/keys">
          <bdi>{t(isOver ? "home.keyEnded" : "home.keyEnds", { name })}</bdi>
        </Link>{" "}
        <span className={classes.detail}>
          <TimeAgo at={expiresAt} />
        </span>
      </div>
    </li>
  );
}

function TroubleRow({ trouble }: { trouble: Trouble }) {
  const { t } = useTranslation();
  const format = useFormat();
  const Icon =
    trouble.kind === "silentProcess" ? IconHeartbeat : trouble.meaning === "bad" ? IconAlertTriangle : IconInfoCircle;
  const values = {
    name: "",
    host: "",
    pid: 0,
    ...trouble,
    share: "share" in trouble ? format.percent(trouble.share) : "",
  };
  const text = t(`home.trouble.${trouble.kind}`, values);
  return (
    <li className={classes.trouble} data-meaning={trouble.meaning}>
      <Icon size={16} aria-hidden />
      <div>
        {text} {trouble.kind === "silentProcess" && <TimeAgo at={trouble.lastSeenAt} />}
        {"detail" in trouble && trouble.detail !== undefined && (
          <div className={classes.detail}>
            <ServerMessage message={trouble.detail} />
          </div>
        )}
      </div>
    </li>
  );
}

/** The last calls that did not go well, each a link to the whole of it. */
export function LastTrouble() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const query = useQuery(troubleQuery());
  useLiveEvent("calls", ({ calls }) => {
    if (calls.some(({ outcome }) => outcome !== "ok"))
      void queries.invalidateQueries({ queryKey: troubleQuery().queryKey });
  });
  return (
    <section>
      <Title order={2}>{t("home.lastTrouble")}</Title>
      {query.data === undefined ? (
        query.isError ? (
          <Failed query={query} compact />
        ) : (
          <LoadingRows rows={4} height={34} />
        )
      ) : query.data.calls.length === 0 ? (
        <div className={classes.well}>
          <IconCircleCheck size={16} aria-hidden />
          {t("home.noTrouble")}
        </div>
      ) : (
        <ul className={classes.list}>
          {query.data.calls.map((call) => (
            <li key={call.id}>
              <Link
                to="/activity/$callId"
                params={{ callId: call.id }}
                search={{ outcome: "error,refused,timeout,unknown" }}
                className={classes.callRow}
              >
                <span>
                  <OutcomeTag outcome={call.outcome} />
                </span>
                <span className={classes.callText}>
                  <code>{call.tool}</code>
                  <span>{call.message}</span>
                </span>
                <span className={classes.detail}>
                  <TimeAgo at={call.startedAt} />
                </span>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
