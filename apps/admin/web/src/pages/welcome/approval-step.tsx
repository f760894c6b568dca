import { Loader, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { overviewQuery, toolsQuery } from "../../api/queries.ts";
import { useMay, useMe } from "../../app/use-me.ts";
import { clientSnippet, endpointOf } from "../../components/connect/client-snippets.ts";
import { clientUrl } from "../../components/connect/client-url.ts";
import { Snippet } from "../../components/snippet.tsx";
import { ApprovalAnswer } from "./approval-answer.tsx";
import { ApprovalCard } from "./approval-card.tsx";
import { gatedExample, type GatedExample } from "./gated-example.ts";
import { destructiveEffectQuery, type Approval } from "./welcome-queries.ts";
import classes from "./welcome.module.css";

interface ApprovalStepProps {
  readonly approval: Approval | undefined;
  readonly secret: string | undefined;
}

/** A call that asks, and the person's answer to it. */
export function ApprovalStep({ approval, secret }: ApprovalStepProps) {
  const { t } = useTranslation();
  const may = useMay();
  const me = useMe();
  const { data: tools } = useQuery(toolsQuery());
  const { data: effect } = useQuery({ ...destructiveEffectQuery(), enabled: may("policy.read") });
  if (approval !== undefined && me !== undefined) {
    return approval.state === "waiting" ? (
      <ApprovalCard approval={approval} me={me.id} />
    ) : (
      <ApprovalAnswer approval={approval} />
    );
  }
  if (tools === undefined) return null;
  const example = gatedExample(tools.tools);
  if (example === undefined) {
    return (
      <Text>
        {t("welcome.approval.none")} <Link to="/rules">{t("welcome.approval.toRules")}</Link>
      </Text>
    );
  }
  if (effect === "allow" || effect === "refuse") {
    return (
      <Text>
        {t(effect === "allow" ? "welcome.approval.allows" : "welcome.approval.refuses")}{" "}
        <Link to="/settings">{t("welcome.approval.toSettings")}</Link>
      </Text>
    );
  }
  return <Ask example={example} secret={secret} />;
}

function Ask({ example: { tool, harmless }, secret }: { example: GatedExample; secret: string | undefined }) {
  const { t } = useTranslation();
  const { data: connect } = useQuery({ ...overviewQuery(), select: (overview) => overview.connect });
  const say =
    harmless === undefined
      ? t("welcome.approval.sayAny", { tool })
      : t("welcome.approval.say", { tool, name: harmless.name });
  const base = connect && clientUrl(connect, location.hostname);
  const canCall = base !== undefined && harmless !== undefined && (secret !== undefined || !connect?.requiresKey);
  return (
    <>
      <Text>{t("welcome.approval.lead")}</Text>
      <div className={classes.say}>
        <Snippet text={say} label={t("welcome.approval.title")} />
      </div>
      <Text className={classes.dim}>
        {t(harmless === undefined ? "welcome.approval.real" : "welcome.approval.harmless")}
      </Text>
      {canCall && (
        <details className={classes.shell}>
          <summary>{t("welcome.approval.shell")}</summary>
          <Snippet
            label="curl"
            text={
              clientSnippet("curl", { url: endpointOf(base, undefined), name: "", key: secret, call: harmless.call })
                .text
            }
          />
        </details>
      )}
      <Text className={classes.dim}>
        {t(connect?.requiresKey === false ? "welcome.approval.whoOpen" : "welcome.approval.who")}
      </Text>
      <div className={classes.outcome} role="status">
        <Loader size={18} aria-hidden />
        <strong>{t("welcome.approval.waiting")}</strong>
      </div>
    </>
  );
}
