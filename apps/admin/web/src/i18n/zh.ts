import { accountZh } from "./account-zh.ts";
import { approvalsZh } from "./approvals-zh.ts";
import { sessionsZh } from "./sessions-zh.ts";
import { toolsetsZh } from "./toolsets-zh.ts";
import { keysZh } from "./keys-zh.ts";
import { rulesZh } from "./rules-zh.ts";
import { limitsZh } from "./limits-zh.ts";
import { credentialsZh } from "./credentials-zh.ts";
import { peopleZh } from "./people-zh.ts";
import { settingsZh } from "./settings-zh.ts";
import { aboutZh } from "./about-zh.ts";
import { activityZh } from "./activity-zh.ts";
import { homeZh } from "./home-zh.ts";
import { paletteZh } from "./palette-zh.ts";
import { connectZh } from "./connect-zh.ts";
import { welcomeZh } from "./welcome-zh.ts";
import { entranceZh } from "./entrance-zh.ts";
import { tableZh } from "./table-zh.ts";
import { toolsZh } from "./tools-zh.ts";
import type { Messages } from "./en.ts";

/** i18next asks Chinese for one plural form only; the `_one` keys are there because the shape is shared. */
export const zh: Messages = {
  appName: "mcp-tools",
  skipToContent: "跳到正文",
  nav: {
    label: "主导航",
    operate: "运行",
    catalogue: "工具",
    access: "访问",
    system: "系统",
    more: "更多",
    collapse: "收起菜单",
    expand: "展开菜单",
  },
  live: {
    connected: "实时",
    connecting: "连接中",
    reconnecting: "正在重连",
    stale: "数据停在 {{time}}",
    staleUnknown: "没有实时数据",
    help: {
      connected: "数据每两秒更新一次。",
      connecting: "正在等待第一批数据。",
      reconnecting: "实时连接已断开，正在重试。",
      stale: "服务器此后再没有发来数据，页面内容可能已经过时。",
    },
  },
  palette: paletteZh,
  theme: { label: "主题", light: "浅色", dark: "深色", auto: "跟随系统" },
  time: { now: "刚刚" },
  actions: {
    cancel: "取消",
    save: "保存",
    undo: "撤销",
    retry: "重试",
    copy: "复制",
    copied: "已复制",
    close: "关闭面板",
    dismiss: "关闭提示",
    clear: "清除筛选",
    showAll: "显示全部",
    showLess: "收起",
    expand: "展开 {{name}}",
    collapse: "折叠 {{name}}",
    showTable: "以表格显示",
    showChart: "以图表显示",
    loadMore: "加载更多",
    download: "下载",
    haveSaved: "我已保存",
    reveal: "显示或隐藏输入的内容",
  },
  confirm: {
    type: "输入 {{name}} 以确认",
    leave: "有尚未保存的更改。要放弃更改并离开吗？",
    leaveSecret: "这里的内容不会再次显示。尚未保存就要离开吗？",
  },
  forbidden: { title: "你的角色不能查看此页面", help: "你当前的角色是{{role}}。所有者或管理员可以更改你的角色。" },
  failed: {
    title: "无法加载",
    since: "自 {{time}} 起。",
    network: "无法连接到服务器。",
    request: "请求 {{id}}",
    page: "此页面出错了",
    pageHelp: "控制台的其他部分仍可使用。请刷新页面；如果再次出现，请把下面的内容报告给我们。",
    reload: "刷新",
  },
  notFound: { title: "没有这个页面", help: "地址可能有误，或者来自旧版本。", action: "回到首页" },
  roles: { owner: "所有者", admin: "管理员", approver: "审批人", auditor: "审计员", viewer: "查看者" },
  account: accountZh,
  entrance: entranceZh,
  connect: connectZh,
  welcome: welcomeZh,
  approvals: approvalsZh,
  sessions: sessionsZh,
  toolsets: toolsetsZh,
  keys: keysZh,
  rules: rulesZh,
  limits: limitsZh,
  credentials: credentialsZh,
  people: peopleZh,
  settings: settingsZh,
  about: aboutZh,
  access: { read: "只读", write: "写入", destructive: "破坏性" },
  accessHelp: {
    read: "不改变任何数据",
    write: "会新增或修改数据",
    destructive: "可能删除无法恢复的数据",
  },
  outcome: {
    ok: "成功",
    error: "出错",
    refused: "已拒绝",
    cancelled: "已取消",
    timeout: "超时",
    input_required: "待补充",
    unknown: "未知",
  },
  outcomeHelp: {
    ok: "工具已运行并返回结果",
    error: "工具已运行，但报告失败",
    refused: "调用未被执行",
    cancelled: "调用方已放弃",
    timeout: "工具耗时过长",
    input_required: "客户端需要先回答一个问题",
    unknown: "已经开始，但不知道如何结束",
  },
  transport: {
    stdio: "stdio",
    sse: "SSE",
    http: "HTTP",
    listen: "订阅",
    cli: "命令行",
    console: "控制台",
    system: "系统",
  },
  changes: { added: "新增", changed: "修改", removed: "移除" },
  home: homeZh,
  tools: toolsZh,
  activity: activityZh,
  table: tableZh,
};
