// What all of Mantine builds on; the sheet of a component comes with it (see ../../mantine-styles.ts). Theirs are in a layer,
// so that ours win, in whatever order sheets arrive.
import "@mantine/core/styles/baseline.layer.css";
import "@mantine/core/styles/default-css-variables.layer.css";
import "@mantine/core/styles/global.layer.css";
import "./console.css";
