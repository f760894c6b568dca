import classes from "./data-table.module.css";

/** Words of a stranger's choosing: one line of them, the rest on hover. */
export function Clip({ text }: { readonly text: string }) {
  return (
    <bdi className={classes.clip} title={text}>
      {text}
    </bdi>
  );
}
