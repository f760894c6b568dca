import { SegmentedControl } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Tool } from "../../../../../src/contract/tool.ts";
import { overviewQuery } from "../../../api/queries.ts";
import { Section } from "../../../components/section.tsx";
import { Snippet } from "../../../components/snippet.tsx";
import { clientUrl } from "../../../components/connect/client-url.ts";
import { type CallLanguage, callLanguages, sameCall, withoutSecrets } from "./same-call.ts";
import classes from "./try-it.module.css";

const names: Readonly<Record<CallLanguage, string>> = { curl: "curl", typescript: "TypeScript", cli: "CLI" };

interface SameCallProps {
  readonly tool: Tool;
  readonly toolset: string | undefined;
  readonly args: Readonly<Record<string, unknown>>;
}

/** What stands in the form, to be run from elsewhere. */
export function SameCall({ tool, toolset, args }: SameCallProps) {
  const { t } = useTranslation();
  const { data } = useQuery(overviewQuery());
  const [language, setLanguage] = useState<CallLanguage>("curl");
  const base = data === undefined ? undefined : clientUrl(data.connect, location.hostname);
  const root = (base ?? "http://127.0.0.1:9090").replace(/\/+$/, "");
  const text = sameCall(language, {
    url: toolset === undefined ? `${root}/mcp` : `${root}/mcp/${encodeURIComponent(toolset)}`,
    needsKey: data?.connect.requiresKey ?? true,
    tool: tool.name,
    arguments: withoutSecrets(args, tool.inputSchema) as Record<string, unknown>,
  });
  return (
    <Section
      title={t("tools.try.sameCall")}
      action={
        <SegmentedControl
          size="xs"
          aria-label={t("tools.try.sameCall")}
          value={language}
          onChange={(next) => setLanguage(callLanguages.find((one) => one === next) ?? "curl")}
          data={callLanguages.map((value) => ({ value, label: names[value] }))}
        />
      }
    >
      <div className={classes.snippet}>
        <Snippet text={text} label={names[language]} />
      </div>
    </Section>
  );
}
