import { IconEye, IconEyeOff } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { PolicyDocument } from "../../api/policy.ts";
import { Failed, LoadingRows } from "../../components/states.tsx";
import { Tag } from "../../components/tag.tsx";
import { verdictOf, type Why } from "./explain-access.ts";
import { grantsQuery } from "./tools-queries.ts";
import classes from "./tools.module.css";

interface KeysOfProps {
  readonly subject: Parameters<typeof verdictOf>[1];
  readonly document: PolicyDocument;
  readonly isOn: boolean;
}

/** Each key with whether it sees the tool, and why; those that do come first. */
export function KeysOf({ subject, document, isOn }: KeysOfProps) {
  const { t } = useTranslation();
  const query = useQuery(grantsQuery());
  if (query.data === undefined)
    return query.isError ? <Failed query={query} compact /> : <LoadingRows rows={3} height={28} />;
  const keys = query.data.keys
    .filter(({ state }) => state === "active")
    .map((key) => ({ key, verdict: verdictOf(key, subject, document) }))
    .toSorted((a, b) => Number(b.verdict.sees) - Number(a.verdict.sees) || a.key.name.localeCompare(b.key.name));
  if (keys.length === 0) return <span className={classes.dim}>{t("tools.seen.noKeys")}</span>;
  return (
    <ul className={classes.lines}>
      {keys.map(({ key, verdict: { sees, why } }) => (
        <li key={key.id}>
          <Tag meaning={sees && isOn ? "good" : "unknown"} icon={sees && isOn ? IconEye : IconEyeOff}>
            {t(sees && isOn ? "tools.seen.yes" : "tools.seen.no")}
          </Tag>
          <bdi>{key.name}</bdi>
          <span className={classes.dim}>
            <WhyText why={why} />
          </span>
        </li>
      ))}
    </ul>
  );
}

function WhyText({ why }: { why: Why }) {
  const { t } = useTranslation();
  switch (why.kind) {
    case "tools":
      return t("tools.seen.why.tools", { pattern: why.pattern });
    case "toolset":
      return t("tools.seen.why.toolset", { name: why.name });
    case "access":
      return t("tools.seen.why.access", { access: why.access.map((one) => t(`access.${one}`)).join(", ") });
    case "notAccess":
      return t("tools.seen.why.notAccess", { access: t(`access.${why.access}`) });
    case "rule":
      return t("tools.seen.why.rule", { id: why.id });
    case "all":
    case "notTools":
    case "notToolset":
    case "default":
      return t(`tools.seen.why.${why.kind}`);
  }
}
