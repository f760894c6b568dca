import { Button, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Key } from "../../../../src/contract/keys.ts";
import { api, parseResponse, troubleOf } from "../../api/client.ts";
import { useVerb } from "../../api/use-verb.ts";
import { notify } from "../../app/notify.ts";
import { Section } from "../../components/section.tsx";
import { submitOnCtrlEnter } from "../../components/submit-on-ctrl-enter.ts";
import { notifyWithUndo } from "../../components/undo-notice.tsx";
import { useLeaveGuard } from "../../components/use-leave-guard.ts";
import { KeyFields } from "./key-fields.tsx";
import { toKeyPatch, valuesOf, type KeyFormValues, type KeyPatch } from "./key-form-values.ts";
import { keysKey } from "./keys-queries.ts";
import classes from "./keys.module.css";
import { Trouble } from "./trouble.tsx";
import { useKeyForm } from "./use-key-form.ts";

/** Changes a key where it is shown. */
export function EditKey({ of: key, onDone }: { of: Key; onDone: () => void }) {
  const { t } = useTranslation();
  // As it was when the form was opened: what others change meanwhile is not sent back.
  const [before] = useState(() => valuesOf(key));
  const form = useKeyForm(before);
  const change = (json: KeyPatch) => parseResponse(api.keys[":id"].$patch({ param: { id: key.id }, json }));
  const restore = useVerb({
    run: change,
    changes: [keysKey],
    onDone: ({ name }) => void notify({ meaning: "done", message: t("keys.restored", { name }) }),
  });
  const save = useVerb({
    run: async (values: KeyFormValues) => {
      const patch = toKeyPatch(before, values, Date.now());
      return { patch, changed: await change(patch) };
    },
    changes: [keysKey],
    quiet: true,
    onDone: ({ patch, changed: { name } }) => {
      void notifyWithUndo(t("keys.saved", { name }), () => restore.mutate(undoOf(key, patch)));
      onDone();
    },
  });
  const isTaken = save.isError && troubleOf(save.error).status === 409;
  useLeaveGuard(form.isDirty() && !save.isSuccess);
  return (
    <Section title={t("keys.grant")}>
      <form
        className={classes.form}
        noValidate
        onKeyDown={submitOnCtrlEnter}
        onSubmit={form.onSubmit((values) => {
          if (!form.isDirty()) return onDone();
          save.mutate(values, {
            onError: (error) => {
              if (troubleOf(error).status === 409) form.setFieldError("name", t("keys.problem.nameTaken"));
            },
          });
        })}
      >
        <KeyFields form={form} />
        <Text size="xs" c="dimmed">
          {t("keys.editHelp")}
        </Text>
        {save.isError && !isTaken && <Trouble error={save.error} />}
        <div className={classes.actions}>
          <Button type="submit" loading={save.isPending}>
            {t("actions.save")}
          </Button>
          <Button variant="default" onClick={onDone}>
            {t("actions.cancel")}
          </Button>
        </div>
      </form>
    </Section>
  );
}

/** What brings the changed parts back to what they were. */
function undoOf({ name, grant, limits, output, personId, expiresAt }: Key, patch: KeyPatch): KeyPatch {
  const before = {
    name,
    grant: grant.access === undefined && grant.tools === undefined && grant.toolsets === undefined ? null : grant,
    limits: limits ?? null,
    output: output ?? null,
    personId: personId ?? null,
    expiresAt: expiresAt ?? null,
  };
  return Object.fromEntries(Object.entries(before).filter(([part]) => Object.hasOwn(patch, part)));
}
