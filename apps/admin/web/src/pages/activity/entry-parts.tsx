import { useTranslation } from "react-i18next";
import { Copy } from "../../components/copy.tsx";
import { Fold } from "../../components/fold.tsx";
import { JsonView } from "../../components/json-view.tsx";
import classes from "./activity.module.css";

export function Arguments({ text }: { text: string }) {
  const { t } = useTranslation();
  const value = parse(text);
  if (value !== undefined) return <JsonView value={value} />;
  return (
    <>
      <p>{t("activity.notJson")}</p>
      <Fold>
        <pre className={classes.raw}>{text}</pre>
      </Fold>
    </>
  );
}

export function Id({ text, label }: { text: string; label: string }) {
  return (
    <>
      <code>{text}</code>
      <Copy text={text} label={label} />
    </>
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
