import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Key } from "../../../../src/contract/keys.ts";
import { useMay } from "../../app/use-me.ts";
import { usePrincipalName } from "../../app/use-principal-name.ts";
import { Copy } from "../../components/copy.tsx";
import { Facts } from "../../components/section.tsx";
import { TimeAgo } from "../../components/time-ago.tsx";
import { useFormat } from "../../format/format-context.tsx";
import { KeyAccess } from "./key-scope.tsx";
import { peopleNamesQuery } from "./keys-queries.ts";
import classes from "./keys.module.css";

/** What a key is, and what became of it. */
export function KeyFacts({ of: key }: { of: Key }) {
  const { t } = useTranslation();
  const may = useMay();
  const { data: people = [] } = useQuery({ ...peopleNamesQuery(), enabled: may("people.read") });
  const creator = usePrincipalName(key.createdBy);
  const nameOf = (id: string) => people.find(({ value }) => value === id)?.label ?? id;
  return (
    <Facts
      items={[
        [
          t("keys.lastUsed"),
          key.lastUsedAt === undefined ? (
            t("keys.neverUsed")
          ) : (
            <span key="used">
              <TimeAgo at={key.lastUsedAt} />
              {key.lastUsedFrom !== undefined && ` · ${key.lastUsedFrom}`}
            </span>
          ),
        ],
        [t("keys.expires"), key.expiresAt === undefined ? t("keys.never") : <TimeAgo key="end" at={key.expiresAt} />],
        [
          t("keys.created"),
          <span key="created">
            <TimeAgo at={key.createdAt} /> <bdi>{t("keys.createdBy", { who: creator })}</bdi>
          </span>,
        ],
        [t("keys.revokedAt"), key.revokedAt === undefined ? undefined : <TimeAgo key="revoked" at={key.revokedAt} />],
        [t("keys.person"), key.personId === undefined ? undefined : <bdi key="person">{nameOf(key.personId)}</bdi>],
        [
          t("keys.secrets"),
          key.revokedAt !== undefined || key.secrets.length === 0 ? undefined : <Secrets key="secrets" of={key} />,
        ],
        [
          t("keys.id"),
          <span key="id" className={classes.id}>
            <code>key:{key.id}</code>
            <Copy text={`key:${key.id}`} label={t("keys.id")} />
          </span>,
        ],
      ]}
    />
  );
}

function Secrets({ of: { secrets } }: { of: Key }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <span className={classes.secrets}>
      {secrets
        .toSorted((a, b) => b.createdAt - a.createdAt)
        .map(({ prefix, expiresAt }) => (
          <span key={prefix}>
            <code>{prefix}…</code>
            {expiresAt !== undefined && (
              <span className={classes.second}> {t("keys.secretEnds", { time: format.clock(expiresAt) })}</span>
            )}
          </span>
        ))}
    </span>
  );
}

/** What a key may see and how much of it. */
export function KeyGrant({ of: { grant, limits = {}, output = {} } }: { of: Key }) {
  const { t } = useTranslation();
  const counts = { ...limits, ...output };
  const bounds = (["callsPerMinute", "callsPerDay", "inFlight", "bytes", "tokens"] as const).flatMap((name) => {
    const count = counts[name];
    return count === undefined ? [] : [t(`keys.limit.${name}`, { count })];
  });
  const everyTool = grant.toolsets === undefined ? t("keys.allTools") : undefined;
  const tools = grant.tools === undefined ? everyTool : <Names names={grant.tools} />;
  return (
    <Facts
      items={[
        [t("keys.toolsets"), grant.toolsets && <Names key="toolsets" names={grant.toolsets} />],
        [t("keys.tools"), tools],
        [t("keys.access"), <KeyAccess key="access" grant={grant} />],
        [t("keys.limits"), bounds.length === 0 ? t("keys.limitsDefault") : bounds.join(" · ")],
      ]}
    />
  );
}

function Names({ names }: { names: readonly string[] }) {
  return (
    <span className={classes.tags}>
      {names.map((name) => (
        <code key={name}>{name}</code>
      ))}
    </span>
  );
}
