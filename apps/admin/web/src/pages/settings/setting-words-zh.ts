/** What each setting means, for readers of Chinese. English stands where it is defined, in packages/config. */
export const settingWordsZh: Readonly<Record<string, string>> = {
  HOST: "MCP 监听的地址。非回环地址一律要求密钥（见 `AUTH`）。",
  PORT: "MCP 的端口：`/mcp`、`/sse`、`/health`、`/ready`、`/metrics`。",
  ADMIN_HOST: "控制台监听的地址。",
  ADMIN_PORT: "控制台的端口。",
  DATA_DIR: "存放内置数据库和其他所有数据的目录。指定同一目录的进程共用它。",
  DATABASE_URL: "你自己的 PostgreSQL（15 或更新版本）。不设置时，会在 `DATA_DIR/postgres` 中启动一个。",
  REDIS_URL: "Redis，从第二个 MCP 副本起需要。",
  LOG_LEVEL: "写入日志的最低级别。",
  AUTH: "`auto`：回环地址开放，其他地址要求密钥。`keys`：始终要求。`off`：从不要求，只应放在负责认证的服务之后。",
  OAUTH_ISSUER:
    "除密钥外还接受其访问令牌（JWT）的 OAuth 签发方，例如 `https://id.example.com/realms/team`。签名密钥从它的元数据中取得。",
  OAUTH_AUDIENCE: "令牌必须面向的受众，用逗号分隔。留空：`PUBLIC_URL` 下 `/mcp` 和 `/sse` 的地址。",
  TRUSTED_PROXIES: "前置代理的地址或网段（`10.0.0.0/8`、`loopback`），用逗号分隔：只采信来自它们的 `X-Forwarded-For`。",
  REQUESTS_PER_SECOND: "一个网络地址每秒可向 MCP 端口发送的请求数，超出的得到 429。回环地址不计。0：不限制。",
  PUBLIC_URL: "客户端看到的 MCP 地址，例如 `https://tools.example.com`。它的主机名会被接受。",
  ADMIN_URL: "人们看到的控制台地址。它的主机名会被接受。",
  ALLOWED_HOSTS:
    "另外接受的 `Host` 名称，用逗号分隔；`*.example.com` 包括其下所有名称，`*` 表示任意。回环名称和上述地址的主机名始终接受。",
  ALLOWED_ORIGINS: "另外接受的浏览器来源，例如 `https://chat.example.com`。",
  TOOLS_DIR: "存放你自己的工具的目录（`.ts`、`.js`、`.mjs`），见 `docs/add-a-tool.md`。",
  TOOLS_WATCH: "`TOOLS_DIR` 中的文件变化时重新加载，并通知客户端。`pnpm dev` 会打开它。",
  TOOL_PACKS:
    "要加载的工具包：内置的（`time`、`fetch`、`memory`，以及需要 `FILES_ROOTS` 的 `files`），或某个 npm 包的名称。`none`：不加载。",
  FILES_ROOTS: "`files` 工具包可以访问的目录，按 `PATH` 的方式分隔。留空：停用该工具包。",
  FETCH_ALLOW_PRIVATE: "允许 `fetch` 工具包访问私有、回环和链路本地地址。",
  TOOL_TIMEOUT_MS: "工具没有自行规定时，一次调用最长可用的时间，单位为毫秒。",
  RESULT_BYTES_MAX: "工具结果的最大字节数；更长的会被截断并注明。",
  BODY_BYTES_MAX: "请求体的最大字节数；更大的以 413 拒绝。",
  SESSION_IDLE_MS: "MCP 会话闲置这么久后结束，单位为毫秒。",
  SESSIONS_MAX: "一个进程中打开的会话和流的数量；更多的以 503 拒绝。",
  DRAIN_MS: "关闭时留给进行中调用的时间，单位为毫秒。",
  SENTRY_DSN: "接收故障报告的 Sentry 项目。",
  SENTRY_ENVIRONMENT: "Sentry 里对这个部署的称呼。",
  OTEL_EXPORTER_OTLP_ENDPOINT:
    "接收追踪数据的 OpenTelemetry 收集器，例如 `http://collector:4318`；会自动加上 `/v1/traces`。",
  BACKUP_PASSPHRASE:
    "`mcp-tools backup` 和 `restore` 的口令，至少 12 个字符，用于无人输入口令的场合。见 docs/backup.md。",
  OIDC_ISSUER: "除密码外，人们还可以用来登录控制台的 OpenID Connect 提供方。",
  OIDC_CLIENT_ID: "控制台在 `OIDC_ISSUER` 的客户端 id。",
  OIDC_CLIENT_SECRET: "控制台在 `OIDC_ISSUER` 的客户端机密。",
  METRICS_TOKEN: "设置后，访问 `/metrics` 需要带着它的 `Authorization: Bearer`。",
  AUDIT_SYNC: "`on`：调用记录不仅在我们的进程、也在数据库所在机器崩溃后保留（较慢）。",
  AUDIT_RETENTION_DAYS: "审计记录至少保留的天数；每次按周清除。",
  SECRET_KEY:
    "用于签名和加密的密钥，至少 32 个字符，所有副本相同。使用内置数据库而未设置时，会生成并存放在 `DATA_DIR`。",
  SECRET_KEYS_OLD:
    "`SECRET_KEY` 以前的值，用逗号分隔：用它们加密的内容仍可读取。执行 `mcp-tools credentials rotate` 后，凭据就不再需要它们；双重验证则在本人用验证码登录一次之后。",
};
