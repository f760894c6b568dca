import { Alert } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { troubleOf } from "../../api/client.ts";

/** What the server says of a form that it did not take. */
export function Trouble({ error }: { error: Error }) {
  const { t } = useTranslation();
  return (
    <Alert color="red" variant="light" role="alert">
      {troubleOf(error).message ?? t("failed.network")}
    </Alert>
  );
}
