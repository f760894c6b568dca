import { IconMinus, IconPencil, IconPlus } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import classes from "./change-list.module.css";
import { Fold } from "./fold.tsx";
import { diffValues } from "./line-diff.ts";
import { Tag } from "./tag.tsx";

/** Something that a change of the policy, or a configuration file, makes another. */
interface Change {
  readonly kind: "added" | "changed" | "removed";
  readonly what: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

const looks = {
  added: { meaning: "good", icon: IconPlus },
  changed: { meaning: "attention", icon: IconPencil },
  removed: { meaning: "bad", icon: IconMinus },
} as const;
const signs = { added: "+ ", removed: "− ", same: "  " } as const;

/** What is different, each with its lines before and after. */
export function ChangeList({ changes }: { readonly changes: readonly Change[] }) {
  const { t } = useTranslation();
  return (
    <div>
      {changes.map(({ kind, what, before, after }) => (
        <div key={`${kind} ${what}`} className={classes.change}>
          <div>
            <Tag {...looks[kind]}>{t(`changes.${kind}`)}</Tag>
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
