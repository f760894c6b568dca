import "i18next";
import type { Messages } from "./parts.ts";

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "console";
    resources: { console: Messages };
  }
}
