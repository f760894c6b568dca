import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { policyQuery, type PolicyDocument } from "../../api/policy.ts";
import { useMay } from "../../app/use-me.ts";
import { EffectTag } from "../../components/effect-tag.tsx";
import { Section } from "../../components/section.tsx";
import { Failed, LoadingRows } from "../../components/states.tsx";
import { ruleSentence } from "../rules/rule-sentence.ts";
import { placesOf, rulesAbout } from "./explain-access.ts";
import { KeysOf } from "./keys-of.tsx";
import { LimitsOf } from "./limits-of.tsx";
import type { ShownTool } from "./shown-tools.ts";
import classes from "./tools.module.css";

/** Who sees a tool, and why; what decides about its calls. */
export function AccessTab({ shown }: { shown: ShownTool }) {
  const { t } = useTranslation();
  const may = useMay();
  const query = useQuery(policyQuery());
  if (query.data === undefined)
    return query.isError ? <Failed query={query} compact /> : <LoadingRows rows={5} height={32} />;
  const { document } = query.data;
  const subject = { name: shown.name, access: shown.tool.access };
  return (
    <div className={classes.schemas}>
      {!shown.isOn && <p className={classes.note}>{t("tools.seen.off")}</p>}
      <Section title={t("tools.seen.toolsets")}>
        <Toolsets name={shown.name} document={document} />
      </Section>
      <Section title={t("tools.seen.keys")}>
        {may("keys.read") ? (
          <KeysOf subject={subject} document={document} isOn={shown.isOn} />
        ) : (
          <span className={classes.dim}>{t("tools.seen.keysHidden")}</span>
        )}
      </Section>
      <Section title={t("tools.seen.rules")}>
        <Rules subject={subject} document={document} />
      </Section>
      <Section title={t("tools.seen.limits")}>
        <LimitsOf tool={shown.tool} document={document} />
      </Section>
    </div>
  );
}

function Toolsets({ name, document }: { name: string; document: PolicyDocument }) {
  const { t } = useTranslation();
  const places = placesOf(name, document.toolsets);
  if (places.length === 0) return <span className={classes.dim}>{t("tools.seen.noToolset")}</span>;
  return (
    <ul className={classes.lines}>
      {places.map(({ toolset, pattern, as, isFixed }) => (
        <li key={`${toolset} ${as}`}>
          <Link to="/toolsets">
            <code>{toolset}</code>
          </Link>
          <span className={classes.dim}>
            {[
              pattern === undefined ? t("tools.seen.byName") : t("tools.seen.byPattern", { pattern }),
              as !== undefined && t("tools.seen.as", { name: as }),
              isFixed && t("tools.seen.fixed"),
            ]
              .filter(Boolean)
              .join(" · ")}
          </span>
        </li>
      ))}
    </ul>
  );
}

type Subject = Parameters<typeof rulesAbout>[0];

/** In the order in which they are asked; what holds otherwise comes last. */
function Rules({ subject, document }: { subject: Subject; document: PolicyDocument }) {
  const { t } = useTranslation();
  const rules = rulesAbout(subject, document.rules);
  return (
    <ol className={classes.lines}>
      {rules.map((rule) => (
        <li key={rule.id} data-off={!rule.enabled}>
          <EffectTag effect={rule.effect} />
          <span>
            <Link to="/rules">
              <code>{rule.id}</code>
            </Link>{" "}
            {!rule.enabled && <span className={classes.dim}>({t("tools.seen.ruleOff")}) </span>}
            <span className={classes.dim}>{ruleSentence(rule, t)}</span>
          </span>
        </li>
      ))}
      <li>
        <EffectTag effect={document.defaults[subject.access]} />
        <span className={classes.dim}>{t(rules.length === 0 ? "tools.seen.noRule" : "tools.seen.otherwise")}</span>
      </li>
    </ol>
  );
}
