import { Alert, Button, Checkbox, FileButton, Textarea } from "@mantine/core";
import { IconDownload, IconFileUpload } from "@tabler/icons-react";
import { useState, type DragEvent } from "react";
import { useTranslation } from "react-i18next";
import { troubleOf } from "../../api/client.ts";
import { useVerb } from "../../api/use-verb.ts";
import { notify } from "../../app/notify.ts";
import { useMay } from "../../app/use-me.ts";
import { useLeaveGuard } from "../../components/use-leave-guard.ts";
import { Applied } from "./applied.tsx";
import { ApplyPart } from "./apply-part.tsx";
import { planConfig, type ConfigApplied, type ConfigFile } from "./settings-queries.ts";
import classes from "./settings.module.css";

const fileBytesMax = 5_000_000;

/** A whole configuration: given as a file, looked at, then applied. */
export function ConfigFilePart() {
  const { t } = useTranslation();
  const may = useMay();
  const [text, setText] = useState("");
  const [prune, setPrune] = useState(false);
  const [applied, setApplied] = useState<ConfigApplied>();
  const [isOver, setOver] = useState(false);
  const plan = useVerb({ run: planConfig, changes: [], quiet: true });
  const file: ConfigFile = { text, prune };
  const planned = plan.data !== undefined && plan.variables !== undefined ? plan.data : undefined;
  const isCurrent = plan.variables?.text === text && plan.variables.prune === prune;
  useLeaveGuard((text !== "" && applied === undefined) || (applied?.created.length ?? 0) > 0);

  const look = () => {
    setApplied(undefined);
    plan.mutate(file);
  };
  const take = async (given: File | null | undefined) => {
    if (given === null || given === undefined) return;
    if (given.size > fileBytesMax) return void notify({ message: t("settings.tooLarge"), meaning: "failed" });
    try {
      setText(await given.text());
      setApplied(undefined);
    } catch {
      void notify({ message: t("settings.notText"), meaning: "failed" });
    }
  };
  const drop = (event: DragEvent) => {
    setOver(false);
    const [given] = event.dataTransfer.files;
    if (given === undefined) return;
    event.preventDefault();
    void take(given);
  };

  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (text !== "") look();
      }}
      onKeyDown={(event) => {
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) event.currentTarget.requestSubmit();
      }}
    >
      <p className={classes.note}>{t("settings.fileLead")}</p>
      <div className={classes.actions}>
        <Button
          component="a"
          href="/api/config"
          download="mcp-tools.yaml"
          variant="default"
          leftSection={<IconDownload size={16} aria-hidden />}
        >
          {t("settings.download")}
        </Button>
        <FileButton accept=".yaml,.yml,.json" onChange={(given) => void take(given)}>
          {(props) => (
            <Button {...props} variant="default" leftSection={<IconFileUpload size={16} aria-hidden />}>
              {t("settings.open")}
            </Button>
          )}
        </FileButton>
      </div>
      <div
        className={classes.field}
        data-over={isOver}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <Textarea
          label={t("settings.text")}
          description={t("settings.textHelp")}
          inputWrapperOrder={["label", "input", "error", "description"]}
          errorProps={{ className: classes.error ?? "" }}
          rows={14}
          spellCheck={false}
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value);
            setApplied(undefined);
          }}
          error={plan.isError && isCurrent ? (troubleOf(plan.error).message ?? t("failed.network")) : undefined}
        />
      </div>
      <Checkbox
        label={t("settings.prune")}
        description={t("settings.pruneHelp")}
        checked={prune}
        onChange={(event) => setPrune(event.currentTarget.checked)}
      />
      <Button type="submit" loading={plan.isPending} disabled={text === ""}>
        {t("settings.plan")}
      </Button>
      {applied !== undefined ? (
        <Applied applied={applied} />
      ) : planned !== undefined && isCurrent ? (
        <ApplyPart file={file} plan={planned} mayApply={may("policy.write")} onApplied={(done) => setApplied(done)} />
      ) : (
        planned !== undefined && <Alert color="yellow">{t("settings.changed")}</Alert>
      )}
    </form>
  );
}
