import { Button, Group, Textarea } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useTranslation } from "react-i18next";

const charactersMax = 1000;

interface RefusalFormProps {
  readonly busy: boolean;
  readonly onRefuse: (reason: string) => void;
  readonly onCancel: () => void;
}

/** Why not: the caller is told, so that it can do better. */
export function RefusalForm({ busy, onRefuse, onCancel }: RefusalFormProps) {
  const { t } = useTranslation();
  const form = useForm({
    mode: "uncontrolled",
    initialValues: { reason: "" },
    validate: {
      reason: (text) =>
        text.trim() === ""
          ? t("approvals.reasonMissing")
          : text.trim().length > charactersMax
            ? t("approvals.reasonLong", { count: charactersMax })
            : null,
    },
  });
  const submit = form.onSubmit(({ reason }) => onRefuse(reason.trim()));
  return (
    <form
      onSubmit={submit}
      onKeyDown={(event) => {
        if (event.key === "Escape") {
          // The panel stays: only the refusal is taken back.
          event.preventDefault();
          event.stopPropagation();
          onCancel();
        }
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) event.currentTarget.requestSubmit();
      }}
    >
      <Textarea
        data-autofocus
        autoFocus
        autosize
        minRows={2}
        maxRows={6}
        label={t("approvals.reason")}
        description={t("approvals.reasonHelp")}
        inputWrapperOrder={["label", "input", "description", "error"]}
        key={form.key("reason")}
        {...form.getInputProps("reason")}
      />
      <Group gap="xs" mt="xs" justify="flex-end">
        <Button variant="default" onClick={onCancel}>
          {t("actions.cancel")}
        </Button>
        <Button type="submit" color="red" loading={busy}>
          {t("approvals.refuseCall")}
        </Button>
      </Group>
    </form>
  );
}
