import { Button, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Key } from "../../../../src/contract/keys.ts";
import { troubleOf } from "../../api/client.ts";
import { useMay } from "../../app/use-me.ts";
import { Section } from "../../components/section.tsx";
import { SidePanel } from "../../components/side-panel.tsx";
import { Empty, Failed, LoadingRows } from "../../components/states.tsx";
import { useLeaveGuard } from "../../components/use-leave-guard.ts";
import { useFormat, useNow } from "../../format/format-context.tsx";
import { EditKey } from "./edit-key.tsx";
import { KeyCalls } from "./key-calls.tsx";
import { KeyFacts, KeyGrant } from "./key-facts.tsx";
import { ConnectKey, KeyFirstCall, KeyMade } from "./key-made.tsx";
import { KeyStateTag } from "./key-state-tag.tsx";
import { statesOf } from "./key-states.ts";
import { keyQuery } from "./keys-queries.ts";
import classes from "./keys.module.css";
import { RevokeKey } from "./revoke-key.tsx";
import { RotateKey, type Rotated } from "./rotate-key.tsx";

const route = getRouteApi("/keys/$keyId");

/** One key, at an address of its own. */
export function KeyPanel() {
  const { t } = useTranslation();
  const { keyId } = route.useParams();
  const navigate = route.useNavigate();
  const query = useQuery({ ...keyQuery(keyId), retry: false });
  const status = query.isError ? troubleOf(query.error).status : undefined;
  const name = query.data?.name ?? t("pages.keys");
  return (
    <SidePanel
      title={<bdi>{name}</bdi>}
      label={name}
      onClose={() => void navigate({ to: "/keys", search: (old) => old, resetScroll: false })}
    >
      {query.data !== undefined ? (
        <KeyDetails key={query.data.id} of={query.data} />
      ) : status === 404 || status === 400 ? (
        <Empty title={t("keys.gone")} help={t("keys.goneHelp")} />
      ) : query.isError ? (
        <Failed query={query} />
      ) : (
        <LoadingRows rows={8} height={36} />
      )}
    </SidePanel>
  );
}

function KeyDetails({ of: key }: { of: Key }) {
  const { t } = useTranslation();
  const may = useMay();
  const now = useNow();
  const [isEditing, setEditing] = useState(false);
  const [rotated, setRotated] = useState<Rotated>();
  const states = statesOf(key, now);
  const lives = !states.includes("revoked");
  const mayChange = may("keys.write") && lives;
  return (
    <>
      <div className={classes.actions}>
        {states.map((state) => (
          <KeyStateTag key={state} state={state} />
        ))}
      </div>
      {lives && rotated !== undefined && <NewSecret of={key} rotated={rotated} onSaved={() => setRotated(undefined)} />}
      <KeyFacts of={key} />
      {isEditing ? (
        <EditKey of={key} onDone={() => setEditing(false)} />
      ) : (
        <Section
          title={t("keys.grant")}
          action={
            mayChange && (
              <Button variant="subtle" size="compact-xs" onClick={() => setEditing(true)}>
                {t("keys.edit")}
              </Button>
            )
          }
        >
          <KeyGrant of={key} />
        </Section>
      )}
      {lives && rotated === undefined && key.lastUsedAt === undefined && (
        <Section title={t("keys.connect")}>
          <div className={classes.stack}>
            <ConnectKey of={key} />
            <KeyFirstCall of={key} />
          </div>
        </Section>
      )}
      <Section title={t("keys.calls")}>
        <KeyCalls of={key} />
      </Section>
      {mayChange && (
        <div className={classes.actions}>
          {!states.includes("expired") && <RotateKey of={key} onRotated={setRotated} />}
          <RevokeKey of={key} />
        </div>
      )}
    </>
  );
}

interface NewSecretProps {
  readonly of: Key;
  readonly rotated: Rotated;
  readonly onSaved: () => void;
}

function NewSecret({ of: key, rotated: { secret, overlapMs, at }, onSaved }: NewSecretProps) {
  const { t } = useTranslation();
  useLeaveGuard(true, t("confirm.leaveSecret"));
  const format = useFormat();
  const until = t("keys.made.until", { time: format.clock(at + overlapMs) });
  return (
    <>
      <KeyMade
        of={key}
        secret={secret}
        lead={
          <Text component="span">
            {overlapMs === 0 ? t("keys.made.rotatedAtOnce") : t("keys.made.rotated", { until })}
          </Text>
        }
      />
      <div className={classes.actions}>
        <Button onClick={onSaved}>{t("actions.haveSaved")}</Button>
      </div>
    </>
  );
}
