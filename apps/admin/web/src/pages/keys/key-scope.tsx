import { useTranslation } from "react-i18next";
import type { Key } from "../../../../src/contract/keys.ts";
import { AccessTag } from "../../components/access-tag.tsx";
import { accessKinds } from "./key-form-values.ts";
import classes from "./keys.module.css";

/** Which tools a key may see, in a line. */
export function KeyTools({ grant: { toolsets, tools } }: Pick<Key, "grant">) {
  const { t } = useTranslation();
  const names = [...(toolsets ?? []), ...(tools ?? [])];
  if (names.length === 0) return <span className={classes.dim}>{t("keys.allTools")}</span>;
  const text = names.join(", ");
  return (
    <bdi className={classes.clip} title={text}>
      {text}
    </bdi>
  );
}

export function KeyAccess({ grant: { access = accessKinds } }: Pick<Key, "grant">) {
  return (
    <span className={classes.tags}>
      {access.map((kind) => (
        <AccessTag key={kind} access={kind} />
      ))}
    </span>
  );
}
