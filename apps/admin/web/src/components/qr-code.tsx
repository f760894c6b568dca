import { useMemo } from "react";
import { encode } from "uqr";
import classes from "./qr-code.module.css";

/** Modules of white around it, without which a camera does not find it (ISO/IEC 18004). */
const border = 4;

/** A text to be read by a camera. Black on white in every theme. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const { size, path } = useMemo(() => {
    const { data, size } = encode(text, { ecc: "M", border });
    const dark = data.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])));
    return { size, path: dark.join("") };
  }, [text]);
  return (
    <svg className={classes.code} viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label}>
      <path className={classes.light} d={`M0 0h${size}v${size}H0z`} />
      <path className={classes.dark} d={path} />
    </svg>
  );
}
