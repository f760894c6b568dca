import { Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useEffect, useRef, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

interface ConfirmProps {
  readonly opened: boolean;
  readonly title: string;
  /** What it does, and that it cannot be undone. */
  readonly children: ReactNode;
  /** The verb: "Revoke key". */
  readonly action: string;
  /** To be typed first, for what takes much away. */
  readonly name?: string;
  readonly busy?: boolean;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

/** Asks before what cannot be undone. */
export function Confirm({ opened, title, children, action, name, busy = false, onConfirm, onClose }: ConfirmProps) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={title}
      closeButtonProps={{ "aria-label": t("actions.cancel") }}
      // The page has its banner already.
      attributes={{ header: { role: "presentation" } }}
    >
      {opened && (
        <Question
          action={action}
          {...(name !== undefined && { name })}
          busy={busy}
          onConfirm={onConfirm}
          onClose={onClose}
        >
          {children}
        </Question>
      )}
    </Modal>
  );
}

function Question({
  children,
  action,
  name,
  busy = false,
  onConfirm,
  onClose,
}: Pick<ConfirmProps, "children" | "action" | "name" | "busy" | "onConfirm" | "onClose">) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState("");
  // The second click of two may come before the first one shows.
  const isSent = useRef(false);
  useEffect(() => {
    if (!busy) isSent.current = false;
  }, [busy]);
  return (
    <form
      // Nor are the keys of that form for this one.
      onKeyDown={(event) => event.stopPropagation()}
      onSubmit={(event) => {
        event.preventDefault();
        // Where it stands inside a form, React would tell that form too, and it would save.
        event.stopPropagation();
        if (busy || isSent.current) return;
        isSent.current = true;
        onConfirm();
      }}
    >
      <Stack gap="md">
        <Text component="div">{children}</Text>
        {name !== undefined && (
          <TextInput
            data-autofocus
            label={t("confirm.type", { name })}
            value={typed}
            autoComplete="off"
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
        )}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t("actions.cancel")}
          </Button>
          <Button type="submit" color="red" loading={busy} disabled={name !== undefined && typed !== name}>
            {action}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
