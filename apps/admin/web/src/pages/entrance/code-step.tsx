import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../api/client.ts";
import { Entrance } from "./entrance.tsx";
import classes from "./entrance.module.css";
import { EntryForm } from "./entry-form.tsx";
import { codeTrouble } from "./entry-trouble.ts";
import { useEntry } from "./use-entry.ts";

/** The second step of signing in, for those who have a second factor. */
export function CodeStep({ next, onStartAgain }: { next: string; onStartAgain: () => void }) {
  const [isBackup, setBackup] = useState(false);
  return (
    <CodeEntry
      // What went wrong with the one says nothing of the other.
      key={String(isBackup)}
      isBackup={isBackup}
      next={next}
      onOther={() => setBackup(!isBackup)}
      onStartAgain={onStartAgain}
    />
  );
}

interface CodeEntryProps {
  readonly isBackup: boolean;
  readonly next: string;
  readonly onOther: () => void;
  readonly onStartAgain: () => void;
}

function CodeEntry({ isBackup, next, onOther, onStartAgain }: CodeEntryProps) {
  const { t } = useTranslation();
  const entry = useEntry((field) => api.auth["sign-in"].code.$post({ json: { code: field("code") } }), {
    next,
    say: codeTrouble,
  });
  return (
    <Entrance title={t("entrance.code.title")} lead={t(isBackup ? "entrance.code.backupLead" : "entrance.code.lead")}>
      <EntryForm entry={entry} action={t("entrance.signIn")}>
        {isBackup ? (
          <TextInput
            name="code"
            label={t("entrance.code.backupCode")}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            maxLength={40}
            required
            autoFocus
          />
        ) : (
          <TextInput
            name="code"
            label={t("entrance.code.code")}
            inputMode="numeric"
            autoComplete="one-time-code"
            maxLength={16}
            required
            autoFocus
          />
        )}
      </EntryForm>
      <div className={classes.ways}>
        <Button variant="subtle" size="compact-sm" onClick={onOther}>
          {t(isBackup ? "entrance.code.useApp" : "entrance.code.useBackup")}
        </Button>
        <Button variant="subtle" size="compact-sm" onClick={onStartAgain}>
          {t("entrance.code.startAgain")}
        </Button>
      </div>
    </Entrance>
  );
}
