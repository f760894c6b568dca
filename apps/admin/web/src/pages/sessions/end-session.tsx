import { Button, Group } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { McpSession } from "../../../../src/contract/sessions.ts";
import { api, parseResponse } from "../../api/client.ts";
import { useVerb } from "../../api/use-verb.ts";
import { notify } from "../../app/notify.ts";
import { Confirm } from "../../components/confirm.tsx";
import { sessionsKey } from "./sessions-queries.ts";

/** Ends this one, or everything that its principal has open. */
export function EndSession({
  session,
  all,
  onEnded,
}: {
  session: McpSession;
  all: readonly McpSession[];
  onEnded: () => void;
}) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState<"one" | "all">();
  const close = () => setAsked(undefined);
  const own = all.filter((one) => one.principalId === session.principalId && one.transport !== "stdio").length;
  const end = useVerb({
    run: (what: "one" | "all") =>
      parseResponse(
        what === "one"
          ? api.sessions[":id"].$delete({ param: { id: session.id } })
          : api.sessions.$delete({ query: { principal: session.principalId } }),
      ),
    changes: [sessionsKey],
    onDone({ ended, left }) {
      close();
      if (left > 0) return void notify({ message: t("sessions.left", { count: left }), meaning: "failed" });
      void notify({ message: t("sessions.ended", { count: ended }), meaning: "done" });
      onEnded();
    },
  });

  return (
    <>
      {session.transport === "stdio" && <p>{t("sessions.stdioHelp")}</p>}
      <Group gap="xs">
        {session.transport !== "stdio" && (
          <Button variant="default" size="xs" onClick={() => setAsked("one")}>
            {t("sessions.end")}
          </Button>
        )}
        {own > 1 && (
          <Button variant="default" size="xs" onClick={() => setAsked("all")}>
            {t("sessions.endAll")}
          </Button>
        )}
      </Group>
      <Confirm
        opened={asked !== undefined}
        title={asked === "all" ? t("sessions.endAllTitle", { name: session.principalName }) : t("sessions.endTitle")}
        action={t(asked === "all" ? "sessions.endAll" : "sessions.end")}
        busy={end.isPending}
        onConfirm={() => asked !== undefined && end.mutate(asked)}
        onClose={close}
      >
        {asked === "all" ? t("sessions.endAllHelp", { count: own }) : t("sessions.endHelp")}
      </Confirm>
    </>
  );
}
