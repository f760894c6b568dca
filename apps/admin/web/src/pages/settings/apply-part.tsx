import { Button, Text, TextInput, Title } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useVerb } from "../../api/use-verb.ts";
import { ChangeList } from "../../components/change-list.tsx";
import { Confirm } from "../../components/confirm.tsx";
import { warningText } from "../rules/warning-text.ts";
import { applyConfig, type ConfigApplied, type ConfigFile, type ConfigPlan } from "./settings-queries.ts";
import classes from "./settings.module.css";

interface ApplyPartProps {
  readonly file: ConfigFile;
  readonly plan: ConfigPlan;
  readonly mayApply: boolean;
  readonly onApplied: (applied: ConfigApplied) => void;
}

/** What a file would change, and the button that makes it so. */
export function ApplyPart({ file, plan, mayApply, onApplied }: ApplyPartProps) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState(false);
  const [note, setNote] = useState("");
  const apply = useVerb({
    run: applyConfig,
    // Rules, toolsets, limits and keys: whatever a page has read may be another now.
    changes: [[]],
    onDone: (done) => {
      setAsked(false);
      onApplied(done);
    },
  });
  const count = plan.changes.length;
  if (count === 0)
    return (
      <div className={classes.result} role="status">
        {t("settings.nothing")}
        <Warnings warnings={plan.warnings} />
      </div>
    );
  return (
    <div className={classes.result}>
      <Title order={2} role="status">
        {t("settings.planned", { count })}
      </Title>
      <Warnings warnings={plan.warnings} />
      <ChangeList changes={plan.changes} />
      {mayApply ? (
        <div>
          <Button onClick={() => setAsked(true)}>{t("settings.apply")}</Button>
        </div>
      ) : (
        <Text c="dimmed">{t("settings.mayNotApply")}</Text>
      )}
      <Confirm
        opened={asked}
        title={t("settings.applyTitle")}
        action={t("settings.apply")}
        busy={apply.isPending}
        onConfirm={() => apply.mutate({ ...file, note })}
        onClose={() => setAsked(false)}
      >
        <p className={classes.note}>
          {t("settings.applyHelp", { count })} {t("settings.applyUndo")}
        </p>
        <TextInput
          label={t("settings.note")}
          maxLength={1000}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
      </Confirm>
    </div>
  );
}

export function Warnings({ warnings }: Pick<ConfigPlan, "warnings">) {
  const { t } = useTranslation();
  if (warnings.length === 0) return null;
  return (
    <div>
      <Title order={3}>{t("settings.warnings")}</Title>
      <ul className={classes.warnings}>
        {warnings.map((warning) => (
          <li key={warning}>
            <code>{/^\w+ ([^:]+): /.exec(warning)?.[1]}</code> {warningText(warning, t)}
          </li>
        ))}
      </ul>
    </div>
  );
}
