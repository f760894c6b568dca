import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { CallSummary } from "../../../../src/contract/call.ts";
import { toolsQuery } from "../../api/queries.ts";
import { useMay } from "../../app/use-me.ts";
import { FirstCall } from "../../components/connect/first-call.tsx";
import { Snippet } from "../../components/snippet.tsx";
import { keyQuery } from "../keys/keys-queries.ts";
import classes from "./welcome.module.css";

/** Waits for the client's first call. */
export function CallStep({ call, keyId }: { call: CallSummary | null | undefined; keyId: string | undefined }) {
  const { t } = useTranslation();
  const may = useMay();
  const { data: key } = useQuery({ ...keyQuery(keyId ?? ""), enabled: keyId !== undefined && may("keys.read") });
  const { data: tools } = useQuery(toolsQuery());
  const knowsTime = tools?.tools.some(({ name }) => name === "get_current_time") ?? false;
  const text = t(knowsTime ? "welcome.call.sayTime" : "welcome.call.sayAny");
  return (
    <>
      {!call && (
        <>
          <Text>{t("welcome.call.lead")}</Text>
          <div className={classes.say}>
            <Snippet text={text} label={t("welcome.call.title")} />
          </div>
        </>
      )}
      <FirstCall call={call} used={key?.lastUsedAt === undefined ? undefined : { from: key.lastUsedFrom }} />
    </>
  );
}
