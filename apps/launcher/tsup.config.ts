import { defineConfig } from "tsup";
import { bundle } from "../../tsup.preset.ts";

export default defineConfig(bundle({ main: "src/main.ts" }));
