import { Button, Modal } from "@mantine/core";
import { useState, type ComponentType, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import classes from "./form.module.css";
import { Snippet } from "./snippet.tsx";
import { useLeaveGuard } from "./use-leave-guard.ts";

/** What is shown in the one moment in which it can be. */
export interface ShownOnce {
  readonly secret: string;
  /** What it is, for those who do not see it. */
  readonly label: string;
  /** What to do with it. */
  readonly help: ReactNode;
  readonly note?: ReactNode;
  /** To be saved as a file, too. */
  readonly fileName?: string;
}

export interface SecretFormProps {
  readonly onMade: (made: ShownOnce) => void;
  readonly onClose: () => void;
}

interface SecretDialogProps {
  readonly opened: boolean;
  readonly title: string;
  readonly onClose: () => void;
  /** Asks what is needed to make it. */
  readonly form: ComponentType<SecretFormProps>;
}

/** Asks for something, then shows the secret that it became: from there only saying that it is saved leads out. */
export function SecretDialog({ opened, ...props }: SecretDialogProps) {
  return opened && <Opened {...props} />;
}

function Opened({ title, onClose, form: Form }: Omit<SecretDialogProps, "opened">) {
  const { t } = useTranslation();
  const [made, setMade] = useState<ShownOnce>();
  const isAsking = made === undefined;
  useLeaveGuard(!isAsking, t("confirm.leaveSecret"));
  return (
    <Modal
      opened
      onClose={onClose}
      title={title}
      closeOnClickOutside={false}
      closeOnEscape={isAsking}
      withCloseButton={isAsking}
      closeButtonProps={{ "aria-label": t("actions.cancel") }}
      // The page has its banner already.
      attributes={{ header: { role: "presentation" } }}
    >
      {isAsking ? <Form onMade={setMade} onClose={onClose} /> : <Secret {...made} onClose={onClose} />}
    </Modal>
  );
}

function Secret({ secret, label, help, note, fileName, onClose }: ShownOnce & { onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <div className={classes.form}>
      <div role="status">{help}</div>
      <Snippet text={secret} label={label} />
      {note !== undefined && <div className={classes.small}>{note}</div>}
      <div className={classes.end}>
        {fileName !== undefined && (
          <Button
            component="a"
            variant="default"
            href={`data:text/plain;charset=utf-8,${encodeURIComponent(`${secret}\n`)}`}
            download={fileName}
          >
            {t("actions.download")}
          </Button>
        )}
        <Button onClick={onClose}>{t("actions.haveSaved")}</Button>
      </div>
    </div>
  );
}
