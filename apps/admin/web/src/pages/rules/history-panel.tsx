import { Button, Text } from "@mantine/core";
import { useInfiniteQuery, useMutation, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { policyQuery } from "../../api/policy.ts";
import { notify } from "../../app/notify.ts";
import { useMay } from "../../app/use-me.ts";
import { ChangeList } from "../../components/change-list.tsx";
import { Confirm } from "../../components/confirm.tsx";
import { LoadMore } from "../../components/load-more.tsx";
import { PolicyTrouble } from "../../components/policy-trouble.tsx";
import { PrincipalName } from "../../components/principal-name.tsx";
import { SidePanel } from "../../components/side-panel.tsx";
import { Empty, Failed, LoadingRows } from "../../components/states.tsx";
import { TimeAgo } from "../../components/time-ago.tsx";
import { changesQuery, checkDocument, readVersion, useRestore, versionsQuery } from "./rules-queries.ts";
import classes from "./rules.module.css";

/** Who changed the policy, when and how, and the way back. */
export function HistoryPanel() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const query = useInfiniteQuery(versionsQuery());
  const versions = query.data?.pages.flatMap((one) => one.versions);
  return (
    <SidePanel
      title={t("rules.historyTitle")}
      label={t("rules.historyTitle")}
      onClose={() => void navigate({ to: "/rules", resetScroll: false })}
    >
      {versions === undefined ? (
        query.isError ? (
          <Failed query={query} />
        ) : (
          <LoadingRows rows={8} height={56} />
        )
      ) : versions.length === 0 ? (
        <Empty title={t("rules.historyEmpty")} help={t("rules.historyEmptyHelp")} />
      ) : (
        <>
          <ol className={classes.versions}>
            {versions.map((one, place) => (
              <Version key={one.version} {...one} isCurrent={place === 0} />
            ))}
          </ol>
          {query.hasNextPage && (
            <LoadMore loading={query.isFetchingNextPage} onMore={() => void query.fetchNextPage()} />
          )}
        </>
      )}
    </SidePanel>
  );
}

interface VersionProps {
  readonly version: number;
  readonly createdAt?: number | undefined;
  readonly createdBy?: string | undefined;
  readonly note?: string | undefined;
  readonly isCurrent: boolean;
}

function Version({ version, createdAt, createdBy, note, isCurrent }: VersionProps) {
  const { t } = useTranslation();
  const may = useMay();
  const [isOpen, setOpen] = useState(false);
  return (
    <li className={classes.version}>
      <div className={classes.versionHead}>
        <strong>{t("rules.version", { version })}</strong>
        {isCurrent && <span>({t("rules.now")})</span>}
        {createdAt !== undefined && <TimeAgo at={createdAt} />}
        {createdBy !== undefined && (
          <span>
            {t("rules.by")} <PrincipalName id={createdBy} />
          </span>
        )}
        <Button
          variant="subtle"
          size="compact-xs"
          aria-expanded={isOpen}
          aria-label={`${t("rules.changes")}: ${t("rules.version", { version })}`}
          onClick={() => setOpen(!isOpen)}
        >
          {t("rules.changes")}
        </Button>
        {!isCurrent && may("policy.write") && <Restore version={version} />}
      </div>
      {note !== undefined && (
        <Text c="dimmed">
          <bdi>{note}</bdi>
        </Text>
      )}
      {isOpen && <Changes version={version} />}
    </li>
  );
}

function Changes({ version }: { version: number }) {
  const { t } = useTranslation();
  const query = useQuery(changesQuery(version));
  if (query.data !== undefined) return <Changed changes={query.data.changes} none={t("rules.noChanges")} />;
  return query.isError ? <Failed query={query} compact /> : <LoadingRows rows={2} height={32} />;
}

function Restore({ version }: { version: number }) {
  const { t } = useTranslation();
  const { refetch } = useQuery(policyQuery());
  const plan = useMutation({
    mutationFn: async () => {
      const { document } = await readVersion(version);
      // What it is compared with is what it is based on.
      return { document, ...(await checkDocument(document)) };
    },
  });
  const restore = useRestore(() => {
    plan.reset();
    void notify({ message: t("rules.restored", { version }), meaning: "done" });
  });
  const close = () => {
    plan.reset();
    restore.reset();
  };
  return (
    <>
      <Button variant="default" size="compact-xs" loading={plan.isPending} onClick={() => plan.mutate()}>
        {t("rules.restore")}
      </Button>
      <PolicyTrouble error={plan.error} onLookAgain={() => plan.mutate()} />
      <Confirm
        opened={plan.data !== undefined}
        title={t("rules.restoreTitle", { version })}
        action={t("rules.restore")}
        busy={restore.isPending}
        onConfirm={() => {
          if (plan.data === undefined) return;
          const { document, version: basedOn } = plan.data;
          restore.mutate({ document, basedOn, note: t("rules.restoreNote", { version }) });
        }}
        onClose={close}
      >
        <p>{t("rules.restoreHelp")}</p>
        {plan.data !== undefined && <Changed changes={plan.data.changes} none={t("rules.restoreSame")} />}
        <PolicyTrouble
          error={restore.error}
          onLookAgain={() => {
            restore.reset();
            void refetch();
            plan.mutate();
          }}
        />
      </Confirm>
    </>
  );
}

function Changed({ changes, none }: Parameters<typeof ChangeList>[0] & { none: string }) {
  return changes.length === 0 ? <Text c="dimmed">{none}</Text> : <ChangeList changes={changes} />;
}
