import { Button, Group } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { dismiss, notify } from "../app/notify.ts";

/** Time to read it, and to think better of it. */
const undoMs = 15_000;

/** Says what was done, and takes it back when asked. */
export async function notifyWithUndo(message: string, undo: () => void): Promise<void> {
  const shown: { id?: string } = {};
  const close = () => {
    if (shown.id !== undefined) void dismiss(shown.id);
    undo();
  };
  shown.id = await notify({ meaning: "done", forMs: undoMs, message: <UndoLine message={message} onUndo={close} /> });
}

function UndoLine({ message, onUndo }: { message: string; onUndo: () => void }) {
  const { t } = useTranslation();
  return (
    <Group justify="space-between" gap="xs" wrap="nowrap">
      <bdi>{message}</bdi>
      <Button variant="subtle" size="compact-sm" onClick={onUndo}>
        {t("actions.undo")}
      </Button>
    </Group>
  );
}
