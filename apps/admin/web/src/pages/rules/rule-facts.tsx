import { useTranslation } from "react-i18next";
import type { Rule } from "../../api/policy.ts";
import { EffectTag } from "../../components/effect-tag.tsx";
import { JsonView } from "../../components/json-view.tsx";
import { Facts, Section } from "../../components/section.tsx";
import { ruleSentence } from "./rule-sentence.ts";

/** A rule for those who may read but not change it. */
export function RuleFacts({ rule }: { rule: Rule }) {
  const { t } = useTranslation();
  return (
    <>
      <p style={{ margin: 0 }}>{ruleSentence(rule, t)}</p>
      <Facts
        items={[
          [t("rules.effect"), <EffectTag key="effect" effect={rule.effect} />],
          [t("rules.enabled"), rule.enabled ? "✓" : t("rules.off")],
          [t("rules.description"), rule.description],
          [t("rules.reason"), rule.reason],
        ]}
      />
      <Section title="JSON">
        <JsonView value={rule} />
      </Section>
    </>
  );
}
