import { Button, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { troubleOf } from "../../api/client.ts";
import type { Rule } from "../../api/policy.ts";
import { EffectTag } from "../../components/effect-tag.tsx";
import { Section } from "../../components/section.tsx";
import { TimeAgo } from "../../components/time-ago.tsx";
import { useFormat } from "../../format/format-context.tsx";
import { simulateRule, type Simulated } from "./rules-queries.ts";
import classes from "./rules.module.css";

/** Which calls of the last day the rule would have treated otherwise. */
export function TryRule({ rule, check }: { rule: Rule; check: () => boolean }) {
  const { t } = useTranslation();
  const text = JSON.stringify(rule);
  const tried = useMutation({
    mutationFn: async (given: string) => ({ of: given, found: await simulateRule(JSON.parse(given) as Rule) }),
  });
  return (
    <Section title={t("rules.tryIt")}>
      <Text size="xs" c="dimmed" mb={8}>
        {t("rules.tryHelp")}
      </Text>
      <Button variant="default" size="xs" loading={tried.isPending} onClick={() => check() && tried.mutate(text)}>
        {t("rules.tryIt")}
      </Button>
      <div role="status">
        {tried.isError && <Text c="var(--bad)">{troubleOf(tried.error).message ?? t("failed.network")}</Text>}
        {tried.data !== undefined &&
          (tried.data.of === text ? <Found found={tried.data.found} /> : <Text mt={8}>{t("rules.tryAgain")}</Text>)}
      </div>
    </Section>
  );
}

function Found({ found }: { found: Simulated }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { calls, changes, examples, unjudged, isComplete, oldestAt } = found;
  const unknown = unjudged.cut + unjudged.masked + unjudged.toolGone;
  return (
    <>
      <Text mt={8}>
        {t("rules.tried", { count: calls })} {changes.length === 0 && t("rules.triedSame")}
      </Text>
      {changes.map(({ before, after, calls: count }) => (
        <Text key={`${before} ${after}`} fw={600}>
          {t("rules.triedChange", { count })},{" "}
          {t("rules.triedFromTo", { before: t(`rules.effects.${before}`), after: t(`rules.effects.${after}`) })}
        </Text>
      ))}
      {unknown > 0 && (
        <Text size="xs" c="dimmed">
          {t("rules.unjudged", { count: unknown })}
        </Text>
      )}
      {!isComplete && oldestAt !== undefined && (
        <Text size="xs" c="dimmed">
          {t("rules.triedPartly", { time: format.clock(oldestAt) })}
        </Text>
      )}
      {examples.length > 0 && (
        <ul className={classes.versions} aria-label={t("rules.examples")}>
          {examples.map((call) => (
            <li key={call.id} className={classes.version}>
              <div className={classes.versionHead}>
                <Link to="/activity/$callId" params={{ callId: call.id }}>
                  <code>{call.tool}</code>
                </Link>
                <bdi>{call.principalName}</bdi>
                <TimeAgo at={call.startedAt} />
                <EffectTag effect={call.after} />
              </div>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
