import { Button, Skeleton, Stack, Text, Title } from "@mantine/core";
import { IconRefresh } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { troubleOf } from "../api/client.ts";
import { useFormat } from "../format/format-context.tsx";
import classes from "./page.module.css";

/** Nothing is there: what would be, and what fills it. */
export function Empty({ title, help, children }: { title: string; help?: string; children?: ReactNode }) {
  return (
    <div className={classes.state}>
      <Title order={2}>{title}</Title>
      {help !== undefined && <Text c="dimmed">{help}</Text>}
      {children}
    </div>
  );
}

interface FailedQuery {
  readonly error: Error | null;
  readonly errorUpdatedAt: number;
  readonly isFetching: boolean;
  refetch(): unknown;
}

/** Something could not be loaded: what went wrong, since when, and another try. */
export function Failed({ query, compact = false }: { query: FailedQuery; compact?: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { message, requestId } = troubleOf(query.error);
  return (
    <div className={classes.state} data-compact={compact} role="alert">
      {!compact && <Title order={2}>{t("failed.title")}</Title>}
      <Text>
        {message ?? t("failed.network")}{" "}
        {query.errorUpdatedAt > 0 && t("failed.since", { time: format.clock(query.errorUpdatedAt) })}
      </Text>
      {requestId !== undefined && (
        <Text c="dimmed" size="xs">
          {t("failed.request", { id: requestId })}
        </Text>
      )}
      <Button
        variant="default"
        size="xs"
        leftSection={<IconRefresh size={14} />}
        loading={query.isFetching}
        onClick={() => void query.refetch()}
      >
        {t("actions.retry")}
      </Button>
    </div>
  );
}

/** Rows that are on their way, of the height they will have. */
export function LoadingRows({ rows, height }: { rows: number; height: number }) {
  return (
    <Stack gap={8} aria-hidden>
      {Array.from({ length: rows }, (_, row) => (
        <Skeleton key={row} height={height - 8} radius="sm" />
      ))}
    </Stack>
  );
}
