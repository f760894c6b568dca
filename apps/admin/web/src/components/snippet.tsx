import { Copy } from "./copy.tsx";
import classes from "./page.module.css";

/** A text to be copied as a whole. */
export function Snippet({ text, label }: { text: string; label: string }) {
  return (
    <div className={classes.snippet}>
      {/* Long lines scroll, so the keyboard must reach it. */}
      <pre tabIndex={0} role="group" aria-label={label}>
        {text}
      </pre>
      <Copy text={text} label={label} />
    </div>
  );
}
