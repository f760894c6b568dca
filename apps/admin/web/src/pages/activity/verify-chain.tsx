import { Button, Group, Loader, Modal, Stack, Text } from "@mantine/core";
import { IconAlertTriangle, IconCheck } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { AuditVerdict as Verdict } from "../../../../src/contract/audit.ts";
import { api, parseResponse, troubleOf } from "../../api/client.ts";
import { Fold } from "../../components/fold.tsx";
import { ServerMessage } from "../../components/server-message.tsx";
import { Tag } from "../../components/tag.tsx";
import { useFormat } from "../../format/format-context.tsx";
import { keepHeads, readHeads } from "./audit-heads.ts";

/** Has the server recompute the chain of hashes, and compares it with what this browser saw at an earlier check. */
export function VerifyChain({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [stop] = useState(() => new AbortController());
  const check = useMutation({
    mutationFn: () => {
      const heads = readHeads();
      return parseResponse(
        api.audit.verify.$post(
          { json: heads === undefined ? {} : { heads: [...heads] } },
          { init: { signal: stop.signal } },
        ),
      );
    },
    onSuccess: ({ ok, heads }) => ok && keepHeads(heads),
  });
  const start = useEffectEvent(() => check.mutate());
  useEffect(() => start(), []);
  const close = () => {
    stop.abort();
    onClose();
  };

  return (
    <Modal
      opened
      onClose={close}
      title={t("activity.verifyTitle")}
      closeButtonProps={{ "aria-label": t("actions.cancel") }}
    >
      <Stack gap="md">
        <div role="status">
          {check.isPending && <Checking />}
          {check.data !== undefined && <Result verdict={check.data} />}
        </div>
        {check.isError && <Text role="alert">{troubleOf(check.error).message ?? t("failed.network")}</Text>}
        <Group justify="flex-end" gap="xs">
          {check.isError && <Button onClick={() => check.mutate()}>{t("actions.retry")}</Button>}
          <Button variant="default" onClick={close}>
            {t(check.isPending ? "actions.cancel" : "activity.verifyClose")}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function Checking() {
  const { t } = useTranslation();
  const format = useFormat();
  const [startedAt] = useState(() => Date.now());
  const [now, setNow] = useState(startedAt);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return (
    <Stack gap="xs">
      <Group gap="xs">
        <Loader size={16} aria-hidden />
        <Text>{t("activity.verifying")}</Text>
      </Group>
      <Text c="dimmed">
        {t("activity.verifyingHelp")} <span aria-hidden>{format.span(now - startedAt)}</span>
      </Text>
    </Stack>
  );
}

function Result({ verdict: { ok, rows, blocks, problems } }: { verdict: Verdict }) {
  const { t } = useTranslation();
  const format = useFormat();
  const figures = { rows: format.number(rows), blocks: format.number(blocks) };
  return (
    <Stack gap="xs">
      <div>
        <Tag meaning={ok ? "good" : "bad"} icon={ok ? IconCheck : IconAlertTriangle}>
          {t(ok ? "activity.intact" : "activity.broken")}
        </Tag>
      </div>
      <Text>{t("activity.verified", figures)}</Text>
      {problems.length > 0 && (
        <Fold>
          <ul>
            {problems.map((problem, at) => (
              <li key={at}>
                <ServerMessage message={problem} />
              </li>
            ))}
          </ul>
        </Fold>
      )}
    </Stack>
  );
}
