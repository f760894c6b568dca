import { Button } from "@mantine/core";
import type { FormEventHandler, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { troubleOf } from "../api/client.ts";
import classes from "./form.module.css";
import { submitOnCtrlEnter } from "./submit-on-ctrl-enter.ts";

interface DialogFormProps {
  readonly lead: string;
  /** The verb. */
  readonly action: string;
  readonly error: Error | null;
  readonly busy: boolean;
  readonly onSubmit: FormEventHandler<HTMLFormElement>;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** The form in a dialog: what it is for, its fields, what went wrong, and the two ways out. */
export function DialogForm({ lead, action, error, busy, onSubmit, onClose, children }: DialogFormProps) {
  const { t } = useTranslation();
  return (
    <form className={classes.form} onSubmit={onSubmit} onKeyDown={submitOnCtrlEnter}>
      <div className={classes.dim}>{lead}</div>
      {children}
      {error !== null && <div role="alert">{troubleOf(error).message ?? t("failed.network")}</div>}
      <div className={classes.end}>
        <Button variant="default" onClick={onClose}>
          {t("actions.cancel")}
        </Button>
        <Button type="submit" loading={busy}>
          {action}
        </Button>
      </div>
    </form>
  );
}
