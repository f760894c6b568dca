import { IconMinus, IconPencil, IconPlus } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Fold } from "../../components/fold.tsx";
import { Tag } from "../../components/tag.tsx";
import { diffValues } from "./line-diff.ts";
import type { ConfigPlan } from "./settings-queries.ts";
import classes from "./settings.module.css";

const looks = {
  added: { meaning: "good", icon: IconPlus },
  changed: { meaning: "attention", icon: IconPencil },
  removed: { meaning: "bad", icon: IconMinus },
} as const;
const signs = { added: "+ ", removed: "− ", same: "  " } as const;

/** What applying a file changes, each with its lines before and after. */
export function ChangeList({ changes }: Pick<ConfigPlan, "changes">) {
  const { t } = useTranslation();
  return (
    <div>
      {changes.map(({ kind, what, before, after }) => (
        <div key={`${kind} ${what}`} className={classes.change}>
          <div>
            <Tag {...looks[kind]}>{t(`settings.kind.${kind}`)}</Tag>
            <bdi>{what}</bdi>
          </div>
          <Fold>
            <div className={classes.lines}>
              {diffValues(before, after).map((line, at) => (
                <div key={at} className={classes.line} data-kind={line.kind}>
                  {signs[line.kind] + line.text}
                </div>
              ))}
            </div>
          </Fold>
        </div>
      ))}
    </div>
  );
}
