import { accountEn } from "./account-en.ts";
import { approvalsEn } from "./approvals-en.ts";
import { sessionsEn } from "./sessions-en.ts";
import { toolsetsEn } from "./toolsets-en.ts";
import { keysEn } from "./keys-en.ts";
import { rulesEn } from "./rules-en.ts";
import { limitsEn } from "./limits-en.ts";
import { credentialsEn } from "./credentials-en.ts";
import { peopleEn } from "./people-en.ts";
import { settingsEn } from "./settings-en.ts";
import { aboutEn } from "./about-en.ts";
import { activityEn } from "./activity-en.ts";
import { homeEn } from "./home-en.ts";
import { paletteEn } from "./palette-en.ts";
import { connectEn } from "./connect-en.ts";
import { welcomeEn } from "./welcome-en.ts";
import { entranceEn } from "./entrance-en.ts";
import { tableEn } from "./table-en.ts";
import { toolsEn } from "./tools-en.ts";

/** Every text of the console. The shape is the contract: zh.ts must have the same keys. */
export const en = {
  appName: "mcp-tools",
  skipToContent: "Skip to content",
  nav: {
    label: "Main",
    operate: "Operate",
    catalogue: "Tools",
    access: "Access",
    system: "System",
    more: "More",
    collapse: "Collapse menu",
    expand: "Expand menu",
  },
  live: {
    connected: "Live",
    connecting: "Connecting",
    reconnecting: "Reconnecting",
    stale: "Stale since {{time}}",
    staleUnknown: "No live data",
    help: {
      connected: "Figures update every two seconds.",
      connecting: "Waiting for the first figures.",
      reconnecting: "The live connection was lost. Trying again.",
      stale: "The server has sent nothing since then. What you see may be old.",
    },
  },
  palette: paletteEn,
  theme: { label: "Theme", light: "Light", dark: "Dark", auto: "As the system" },
  time: { now: "just now" },
  actions: {
    cancel: "Cancel",
    save: "Save",
    undo: "Undo",
    retry: "Try again",
    copy: "Copy",
    copied: "Copied",
    close: "Close panel",
    dismiss: "Dismiss",
    clear: "Clear filters",
    showAll: "Show all",
    showLess: "Show less",
    expand: "Expand {{name}}",
    collapse: "Collapse {{name}}",
    showTable: "Show as table",
    showChart: "Show as chart",
    loadMore: "Load more",
    download: "Download",
    haveSaved: "I have saved it",
    reveal: "Show or hide what is typed",
  },
  confirm: {
    type: "Type {{name}} to confirm",
    leave: "You have changes that are not saved. Leave without them?",
    leaveSecret: "What is shown here is not shown again. Leave without having saved it?",
  },
  forbidden: {
    title: "Your role does not show this page",
    help: "You are signed in as {{role}}. An owner or admin can give you another role.",
  },
  failed: {
    title: "This could not be loaded",
    since: "Since {{time}}.",
    network: "The server cannot be reached.",
    request: "Request {{id}}",
    page: "Something broke on this page",
    pageHelp: "The rest of the console still works. Reload the page; if it happens again, report what stands below.",
    reload: "Reload",
  },
  notFound: {
    title: "There is no such page",
    help: "The address may be mistyped or from an older version.",
    action: "Go to Home",
  },
  roles: { owner: "Owner", admin: "Admin", approver: "Approver", auditor: "Auditor", viewer: "Viewer" },
  account: accountEn,
  entrance: entranceEn,
  connect: connectEn,
  welcome: welcomeEn,
  approvals: approvalsEn,
  sessions: sessionsEn,
  toolsets: toolsetsEn,
  keys: keysEn,
  rules: rulesEn,
  limits: limitsEn,
  credentials: credentialsEn,
  people: peopleEn,
  settings: settingsEn,
  about: aboutEn,
  access: { read: "Read", write: "Write", destructive: "Destructive" },
  accessHelp: {
    read: "Changes nothing",
    write: "Adds or changes data",
    destructive: "May take away what cannot be brought back",
  },
  outcome: {
    ok: "OK",
    error: "Error",
    refused: "Refused",
    cancelled: "Cancelled",
    timeout: "Timed out",
    input_required: "Asked back",
    unknown: "Unknown",
  },
  outcomeHelp: {
    ok: "The tool ran and answered",
    error: "The tool ran and reported a failure",
    refused: "The call never ran",
    cancelled: "The caller gave up",
    timeout: "The tool took too long",
    input_required: "The client has to answer a question first",
    unknown: "It started, and nobody knows how it ended",
  },
  transport: {
    stdio: "stdio",
    sse: "SSE",
    http: "HTTP",
    listen: "Listen",
    cli: "CLI",
    console: "Console",
    system: "System",
  },
  changes: { added: "Added", changed: "Changed", removed: "Removed" },
  home: homeEn,
  tools: toolsEn,
  activity: activityEn,
  table: tableEn,
};

export type Messages = typeof en;
