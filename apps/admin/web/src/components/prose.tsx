import classes from "./prose.module.css";

/** A tool author's words: line breaks kept, `names in backticks` set as code, everything else as it is. */
export function Prose({ text }: { text: string }) {
  const parts = text.split(/`([^`\n]+)`/);
  return (
    <div className={classes.prose}>{parts.map((part, at) => (at % 2 === 1 ? <code key={at}>{part}</code> : part))}</div>
  );
}
