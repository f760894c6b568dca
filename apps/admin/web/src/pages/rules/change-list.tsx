import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { PolicyChange } from "../../api/policy.ts";
import { JsonView } from "../../components/json-view.tsx";
import { Facts } from "../../components/section.tsx";
import classes from "./rules.module.css";

/** What is different between two versions of the policy. */
export function ChangeList({ changes, empty }: { changes: readonly PolicyChange[]; empty?: string }) {
  const { t } = useTranslation();
  if (changes.length === 0) return <Text c="dimmed">{empty ?? t("rules.noChanges")}</Text>;
  return changes.map(({ kind, what, before, after }) => (
    <div key={what} className={classes.change}>
      <strong>{t(`rules.change.${kind}`)}:</strong> <code>{what}</code>
      <Facts
        items={[
          [t("rules.before"), before === undefined ? undefined : <Value key="before" value={before} />],
          [t("rules.after"), after === undefined ? undefined : <Value key="after" value={after} />],
        ]}
      />
    </div>
  ));
}

function Value({ value }: { value: unknown }) {
  return typeof value === "object" ? <JsonView value={value} /> : <code>{JSON.stringify(value)}</code>;
}
