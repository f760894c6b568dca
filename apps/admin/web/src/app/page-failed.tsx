import { Button, Code, Stack, Text, Title } from "@mantine/core";
import { Link, type ErrorComponentProps } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Me } from "../../../src/contract/people.ts";

export function PageFailed({ error }: ErrorComponentProps) {
  const { t } = useTranslation();
  return (
    <Stack p="xl" maw={640} align="start" role="alert">
      <Title order={1}>{t("failed.page")}</Title>
      <Text c="dimmed">{t("failed.pageHelp")}</Text>
      <Code block>{error instanceof Error ? error.message : String(error)}</Code>
      <Button onClick={() => location.reload()}>{t("failed.reload")}</Button>
    </Stack>
  );
}

export function NotFoundPage() {
  const { t } = useTranslation();
  return (
    <Stack p="xl" align="start">
      <Title order={1}>{t("notFound.title")}</Title>
      <Text c="dimmed">{t("notFound.help")}</Text>
      <Link to="/">{t("notFound.action")}</Link>
    </Stack>
  );
}

/** There is such a page, and this person's role does not show it. */
export function ForbiddenPage({ role }: Pick<Me, "role">) {
  const { t } = useTranslation();
  return (
    <Stack p="xl" align="start">
      <Title order={1}>{t("forbidden.title")}</Title>
      <Text c="dimmed">{t("forbidden.help", { role: t(`roles.${role}`) })}</Text>
      <Link to="/">{t("notFound.action")}</Link>
    </Stack>
  );
}
