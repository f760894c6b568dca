import { Button, Text } from "@mantine/core";
import { IconKey } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { overviewQuery, toolsQuery } from "../../api/queries.ts";
import { useMay } from "../../app/use-me.ts";
import { ConnectSnippets } from "../../components/connect/connect-snippets.tsx";
import { harmlessCall } from "../../components/connect/harmless-call.ts";
import { Copy } from "../../components/copy.tsx";
import { LoadingRows } from "../../components/states.tsx";
import { keyQuery } from "../keys/keys-queries.ts";
import type { useFirstKey } from "./use-first-key.ts";

interface ConnectStepProps {
  readonly first: ReturnType<typeof useFirstKey>;
  /** Of the key that was made before the page was loaded again. */
  readonly keyId: string | undefined;
}

/** What to copy into the client, with a key made for it where one is needed. */
export function ConnectStep({ first, keyId }: ConnectStepProps) {
  const { t } = useTranslation();
  const { data: requiresKey } = useQuery({ ...overviewQuery(), select: ({ connect }) => connect.requiresKey });
  const { data: tools } = useQuery(toolsQuery());
  if (requiresKey === undefined) return <LoadingRows rows={3} height={40} />;
  const call = harmlessCall(tools?.tools ?? []);
  if (first.made !== undefined) {
    const { key, secret } = first.made;
    return (
      <>
        <Text component="div">
          {t("welcome.connect.made", { name: key.name })} <Copy text={secret} label={t("welcome.connect.copyKey")} />
        </Text>
        <ConnectSnippets secret={secret} call={call} />
      </>
    );
  }
  if (!requiresKey) {
    return (
      <>
        <Text>{t("welcome.connect.noKey")}</Text>
        <ConnectSnippets call={call} />
      </>
    );
  }
  return <MakeKey first={first} keyId={keyId} />;
}

function MakeKey({ first: { make, isBusy }, keyId }: ConnectStepProps) {
  const { t } = useTranslation();
  const may = useMay();
  const { data: key } = useQuery({ ...keyQuery(keyId ?? ""), enabled: keyId !== undefined && may("keys.read") });
  if (!may("keys.write")) return <Text>{t("welcome.connect.askOwner")}</Text>;
  return (
    <>
      <Text>{key === undefined ? t("welcome.connect.needsKey") : t("welcome.connect.shown", { name: key.name })}</Text>
      <Button
        variant={key === undefined ? "filled" : "default"}
        leftSection={<IconKey size={16} aria-hidden />}
        loading={isBusy}
        onClick={make}
      >
        {t(key === undefined ? "welcome.connect.make" : "welcome.connect.makeAnother")}
      </Button>
    </>
  );
}
