import { Button } from "@mantine/core";
import { IconBan, IconCheck, IconClockX, IconPlayerPause } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, parseResponse } from "../../api/client.ts";
import { useVerb } from "../../api/use-verb.ts";
import { useMay } from "../../app/use-me.ts";
import { Confirm } from "../../components/confirm.tsx";
import { Empty, Failed, LoadingRows } from "../../components/states.tsx";
import { Tag } from "../../components/tag.tsx";
import { TimeAgo } from "../../components/time-ago.tsx";
import { useNow } from "../../format/format-context.tsx";
import { peopleQuery, tokensQuery, type TokenRow } from "./people-queries.ts";
import classes from "./people.module.css";
import { RoleText } from "./role-text.tsx";

/** The tokens for scripts, those of no use any more included. */
export function TokenList({ onCreate }: { onCreate: () => void }) {
  const { t } = useTranslation();
  const may = useMay();
  const [asked, setAsked] = useState<TokenRow>();
  const query = useQuery(tokensQuery());
  const revoke = useVerb({
    run: (id: string) => parseResponse(api.tokens[":id"].$delete({ param: { id } })),
    changes: [tokensQuery().queryKey],
    onDone: () => setAsked(undefined),
  });
  if (query.data === undefined) return query.isError ? <Failed query={query} /> : <LoadingRows rows={5} height={56} />;
  const { tokens } = query.data;
  if (tokens.length === 0)
    return (
      <Empty title={t("people.token.empty")} help={t("people.token.emptyHelp")}>
        {may("tokens.write") && (
          <Button variant="default" onClick={onCreate}>
            {t("people.token.create")}
          </Button>
        )}
      </Empty>
    );
  return (
    <>
      <p className={classes.dim}>{t("people.token.lead")}</p>
      <ul className={classes.list} aria-label={t("people.tokens")}>
        {tokens.map((token) => (
          <TokenItem key={token.id} token={token} onRevoke={may("tokens.write") ? setAsked : undefined} />
        ))}
      </ul>
      <Confirm
        opened={asked !== undefined}
        title={t("people.token.revokeTitle", { name: asked?.name })}
        action={t("people.token.revoke")}
        busy={revoke.isPending}
        onConfirm={() => asked !== undefined && revoke.mutate(asked.id)}
        onClose={() => setAsked(undefined)}
      >
        {t("people.token.revokeHelp")}
      </Confirm>
    </>
  );
}

function TokenItem({ token, onRevoke }: { token: TokenRow; onRevoke: ((token: TokenRow) => void) | undefined }) {
  const { t } = useTranslation();
  const state = useTokenState(token);
  const isKept = state === "live" || state === "suspended";
  const { name, prefix, role, expiresAt, lastUsedAt } = token;
  return (
    <li className={classes.item}>
      <div>
        <bdi className={classes.name}>{name}</bdi> <code>{prefix}…</code> <StateTag state={state} />
        <div className={classes.small}>
          <RoleText role={role} /> · {t("people.token.createdBy")} <Maker id={token.createdBy} />{" "}
          <TimeAgo at={token.createdAt} /> ·{" "}
          {lastUsedAt === undefined ? (
            t("people.token.unused")
          ) : (
            <>
              {t("people.token.lastUsed")} <TimeAgo at={lastUsedAt} />
            </>
          )}
          {isKept && (
            <>
              {" · "}
              {expiresAt === undefined ? (
                t("people.token.neverExpires")
              ) : (
                <>
                  {t("people.token.expiry")} <TimeAgo at={expiresAt} />
                </>
              )}
            </>
          )}
        </div>
        {state === "suspended" && <div className={classes.small}>{t("people.token.suspendedHelp")}</div>}
      </div>
      {isKept && onRevoke !== undefined && (
        <Button
          size="xs"
          variant="default"
          aria-label={t("people.token.revokeNamed", { name })}
          onClick={() => onRevoke(token)}
        >
          {t("people.token.revoke")}
        </Button>
      )}
    </li>
  );
}

/** By name, where it is a person who is still here. */
function Maker({ id }: { id: string }) {
  const { data } = useQuery(peopleQuery());
  const person = data?.people.find((one) => `user:${one.id}` === id);
  return person === undefined ? <code>{id}</code> : <bdi>{person.name}</bdi>;
}

const looks = {
  live: { meaning: "good", icon: IconCheck },
  expired: { meaning: "unknown", icon: IconClockX },
  suspended: { meaning: "attention", icon: IconPlayerPause },
  revoked: { meaning: "unknown", icon: IconBan },
} as const;

function StateTag({ state }: { state: keyof typeof looks }) {
  const { t } = useTranslation();
  return <Tag {...looks[state]}>{t(`people.token.${state}`)}</Tag>;
}

function useTokenState({ revokedAt, expiresAt, isSuspended }: TokenRow): keyof typeof looks {
  const now = useNow();
  if (revokedAt !== undefined) return "revoked";
  if (expiresAt !== undefined && expiresAt <= now) return "expired";
  return isSuspended ? "suspended" : "live";
}
