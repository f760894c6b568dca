import {
  createTheme,
  localStorageColorSchemeManager,
  type CSSVariablesResolver,
  type MantineColorsTuple,
} from "@mantine/core";

/** The one accent. */
const iris: MantineColorsTuple = [
  "#eef1fd",
  "#dde3f9",
  "#b9c4f1",
  "#93a3e9",
  "#7385e0",
  "#5f74da",
  "#4a60d0",
  "#3d52c4",
  "#3346a8",
  "#28388a",
];
/** Cool neutral greys; the dark theme is made of them. */
const slate: MantineColorsTuple = [
  "#e6e9ef",
  "#c3c9d4",
  "#a1a9b8",
  "#8891a1",
  "#4b5361",
  "#363d49",
  "#272d37",
  "#1b2028",
  "#14181e",
  "#0f1216",
];

export const theme = createTheme({
  primaryColor: "iris",
  primaryShade: { light: 7, dark: 6 },
  colors: { iris, dark: slate },
  fontFamily:
    'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Noto Sans SC", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif',
  fontFamilyMonospace:
    'ui-monospace, "SF Mono", "Cascadia Mono", "Roboto Mono", "DejaVu Sans Mono", Menlo, Consolas, "Noto Sans SC", monospace',
  fontSizes: { xs: "0.75rem", sm: "0.875rem", md: "0.875rem", lg: "1.25rem", xl: "1.25rem" },
  headings: {
    fontWeight: "600",
    sizes: {
      h1: { fontSize: "1.25rem", lineHeight: "1.4" },
      h2: { fontSize: "0.875rem", lineHeight: "1.4" },
      h3: { fontSize: "0.75rem", lineHeight: "1.4" },
    },
  },
  defaultRadius: "sm",
  respectReducedMotion: true,
  components: {
    // The label above, help below.
    InputWrapper: { defaultProps: { inputWrapperOrder: ["label", "input", "description", "error"] } },
  },
  cursorType: "pointer",
});

/** Under white letters, which the library's own red is too light for. */
const redFilled = { "--mantine-color-red-filled": "#c22b32", "--mantine-color-red-filled-hover": "#a8242a" };

/** Names for the five meanings and the lines, with AA contrast on both grounds. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-dimmed": "#586072",
    "--mantine-color-placeholder": "#6b7280",
    "--mantine-color-error": "#c22b32",
    ...redFilled,
    "--mantine-color-red-outline": "#c22b32",
    "--line": "#e1e5ec",
    "--ground": "#ffffff",
    "--ground-raised": "#f6f7f9",
    "--good": "#157347",
    "--waiting": "#1f63c4",
    "--attention": "#9a5b00",
    "--bad": "#c22b32",
    "--unknown": "#586072",
    "--good-ground": "#e3f4ea",
    "--waiting-ground": "#e4eefb",
    "--attention-ground": "#fdf0d9",
    "--bad-ground": "#fce7e8",
    "--unknown-ground": "#eceff3",
  },
  dark: {
    "--mantine-color-body": "#0f1216",
    "--mantine-color-dimmed": "#a1a9b8",
    "--mantine-color-placeholder": "#8891a1",
    "--mantine-color-error": "#ff8a8d",
    ...redFilled,
    "--mantine-color-text": "#e6e9ef",
    "--line": "#272d37",
    "--ground": "#0f1216",
    "--ground-raised": "#161a20",
    "--good": "#5fd394",
    "--waiting": "#7fb2f5",
    "--attention": "#f2b450",
    "--bad": "#ff8a8d",
    "--unknown": "#a1a9b8",
    "--good-ground": "#12291d",
    "--waiting-ground": "#142438",
    "--attention-ground": "#2f2410",
    "--bad-ground": "#361a1d",
    "--unknown-ground": "#20252d",
  },
});

export const colorSchemes = localStorageColorSchemeManager({ key: "mcp-tools.color-scheme" });
