/**
 * What the server refuses with, in Chinese. `{name}` stands for a value, which stays as it is; of these names alone the
 * value is in words of the server, too: see `translate-refusal.ts`.
 *
 * - `{reason}` another message of this list
 * - `{problems}` places and what is wrong there, of `problems-zh.ts`
 * - `{word}`, `{words}` one of `server-words-zh.ts`, or several
 */
export const refusalsZh: Readonly<Record<string, string>> = {
  // Any request
  "There is nothing here.": "这里什么也没有。",
  "Something went wrong on the server. Its log has more under the request id.":
    "服务器出错了。可在服务器日志中按请求编号查看详情。",
  "Something went wrong. The log says what.": "出错了，详情见服务器日志。",
  "Sign in, or send a token as Authorization: Bearer …": "请先登录，或以 Authorization: Bearer … 发送令牌。",
  "This token is not known, has expired or was revoked. `mcp-tools tokens create` makes one.":
    "这个令牌不存在、已过期或已被吊销。可用 `mcp-tools tokens create` 创建一个。",
  "Only the console's own page may do this with a session. Programs: send a token as Authorization: Bearer …":
    "使用会话时，只有控制台自己的页面可以这样做。程序请以 Authorization: Bearer … 发送令牌。",
  "This server is not known by that Host name. Whoever runs it can add it to ALLOWED_HOSTS.":
    "服务器不接受这个主机名。可由管理服务器的人把它加入 ALLOWED_HOSTS。",
  "Pages from that Origin may not use this server. Whoever runs it can add it to ALLOWED_ORIGINS.":
    "来自该来源的页面不能使用这台服务器。可由管理服务器的人把它加入 ALLOWED_ORIGINS。",
  "The request is larger than {bytes} bytes (BODY_BYTES_MAX).": "请求超过了 {bytes} 字节（BODY_BYTES_MAX）。",
  "The request does not fit: {problems}": "请求不符合要求：{problems}",
  "This is not valid JSON: {detail}": "这不是有效的 JSON：{detail}",
  "The property {name} stands twice in one object (line {line}).":
    "同一个对象中重复出现了属性 {name}（第 {line} 行）。",
  "This is not JSON: it {problems}.": "这不是 JSON：{problems}。",
  'The role "{word}" may not do this ({permission}). These roles may: {words}.':
    "角色“{word}”不能这样做（{permission}）。可以这样做的角色：{words}。",
  "{word} did not answer within {ms} ms.": "{word}在 {ms} 毫秒内没有应答。",
  "The console is shutting down. Try again in a moment.": "控制台正在关闭，请稍后重试。",
  "Too many consoles are open. Close one and reload.": "打开的控制台过多，请关闭一个后刷新。",
  "The process is shutting down.": "进程正在关闭。",
  "No answer within {ms} ms.": "{ms} 毫秒内没有应答。",
  "The check failed.": "检查没有成功。",

  // Signing in, and one's own account
  "Too many attempts. Try again in {seconds} seconds.": "尝试次数过多，请在 {seconds} 秒后重试。",
  "Too many attempts. Try again in {seconds} second.": "尝试次数过多，请在 {seconds} 秒后重试。",
  "Too many people are signing in. Try again in a moment.": "同时登录的人过多，请稍后重试。",
  "The address or the password is not right.": "邮箱或密码不正确。",
  "The current password is not right.": "当前密码不正确。",
  "No OpenID Connect provider is set (OIDC_ISSUER).": "没有设置身份提供方（OIDC_ISSUER）。",
  "The identity provider has no address.": "身份提供方没有给出地址。",
  "The identity provider cannot be used now. Whoever runs the console finds more in its log.":
    "身份提供方现在无法使用。管理控制台的人可在日志中查看详情。",
  "A code has six digits, a backup code sixteen letters and digits.": "验证码是六位数字，备用码是十六位字母和数字。",
  "The code is not right.": "验证码不正确。",
  "The backup code is not right, or was used already.": "备用码不正确，或已经用过。",
  "This code was used already. Wait for the next one.": "这个验证码已经用过，请等下一个。",
  "This sign-in took too long, or was ended. Start again.": "登录用时过长，或已被结束。请重新开始。",
  "There is no sign-in under way, or it took too long. Start again.": "没有进行中的登录，或用时过长。请重新开始。",
  "There is no second factor: it was switched off or reset.": "没有双重验证：它已被停用或重置。",
  "There is a second factor already. Switch it off before you set up another one.":
    "已经有双重验证了。要另设一个，请先停用它。",
  "This code cannot be checked: it was set up under another SECRET_KEY. Use a backup code, or have somebody reset your second factor.":
    "无法校验这个验证码：设置它时用的是另一个 SECRET_KEY。请使用备用码，或请人重置你的双重验证。",
  "The secret is encrypted with SECRET_KEY, which is not set: no code would be right after a restart. Set the same SECRET_KEY for every process.":
    "机密用 SECRET_KEY 加密，但它还没有设置：重启后验证码都会失效。请为所有进程设置同一个 SECRET_KEY。",
  "You sign in with your identity provider: that is where to ask for more.":
    "你通过身份提供方登录：请在那里设置双重验证。",
  "Switch your own second factor off under Account: that asks for a code.":
    "要停用自己的双重验证，请到“我的账户”，那里会要求输入验证码。",
  "A token has no second factor.": "令牌没有双重验证。",
  "A token has no sessions.": "令牌没有会话。",
  "You have no such session, or it has ended.": "你没有这个会话，或它已经结束。",
  "Only a person has a name of their own to change.": "只有人员才有可以更改的姓名。",
  "A name has 1 to {max} characters.": "姓名须为 1 到 {max} 个字符。",
  "The password is too short: take {min} characters or more.": "密码太短：至少需要 {min} 个字符。",
  "The password is too long: {max} characters are the most.": "密码太长：最多 {max} 个字符。",
  "The password is among those that are guessed first. A few unrelated words do well.":
    "这个密码很容易被猜到。几个互不相关的词就很好。",

  // People, invitations and tokens
  "There is no such person.": "没有这个人。",
  "There is already a person with this address.": "已经有人使用这个邮箱地址。",
  "This is not an e-mail address.": "这不是有效的邮箱地址。",
  "This is the last owner. Make somebody else an owner first.": "这是最后一位所有者。请先让别人成为所有者。",
  "Only an owner may do this to an owner, or make one.": "只有所有者才能对所有者这样做，或任命所有者。",
  "What you may do was changed while this was on its way. Look again.": "你的权限在请求途中被更改了。请重新查看。",
  "This person has no second factor.": "这个人没有启用双重验证。",
  "This set-up link cannot be used: it was used before, has expired, or a newer one took its place. `mcp-tools setup-link` makes another while there is no owner.":
    "这个设置链接无法使用：它已被使用、已过期，或已被新的链接取代。在还没有所有者时，可用 `mcp-tools setup-link` 生成新的。",
  "This invitation cannot be used: it was used before, has expired, or was taken back. Ask for another.":
    "这个邀请无法使用：它已被使用、已过期，或已被撤回。请再要一个。",
  "This link cannot be used: it was used before, has expired, or a newer one took its place.":
    "这个链接无法使用：它已被使用、已过期，或已被新的链接取代。",
  "The link is for nobody in particular: an address is needed.": "这个链接没有指定给谁：需要填写邮箱地址。",
  "The console is set up already: an owner can invite you.": "控制台已经设置好了：所有者可以邀请你。",
  "There is no such invitation, or it was used already.": "没有这个邀请，或它已被使用。",
  "There is no such token.": "没有这个令牌。",
  "There is no such token, or it is of no use any more.": "没有这个令牌，或它已经失效。",
  "There is a token of this name. Revoke it, or take another name.": "已有同名的令牌。请吊销它，或换一个名称。",
  "A token's name has 1 to 100 letters, digits, spaces and . _ @ -":
    "令牌的名称须为 1 到 100 个字母、数字、空格或 . _ @ -",
  "A token lives for a moment at least, and ten years at most.": "令牌的有效期必须大于零，最长十年。",

  // Keys
  'There is no key "{name}" that is not revoked. `mcp-tools keys list` names them.':
    "没有名为“{name}”且未吊销的密钥。可用 `mcp-tools keys list` 查看全部。",
  'There is no key "{name}".': "没有名为“{name}”的密钥。",
  "There is no such key, or it is revoked.": "没有这个密钥，或它已被吊销。",
  "Another key has this name. Choose another one, or revoke that key first.":
    "已有同名的密钥。请换一个名称，或先吊销那个密钥。",
  "This key has {count} secrets that are still good. Rotate it without an overlap, or wait until some have ended.":
    "这个密钥还有 {count} 个有效的密文。请在轮换时让旧的立即失效，或等其中一些到期。",
  "The overlap is a time of at most 366 days; 0 ends the old secret at once.":
    "旧密文最多再保留 366 天；填 0 则立即失效。",
  "This key has expired, and a new secret would not revive it. Create a new key.":
    "这个密钥已到期，新的密文也不能让它恢复。请创建新的密钥。",
  "The key is not as it has to be. {problems}.": "密钥不符合要求。{problems}。",

  // The policy: rules, toolsets, tools, limits
  'If-Match has to be the ETag of the policy as it was read, such as "12".':
    'If-Match 必须是读取策略时得到的 ETag，例如 "12"。',
  "Say which version of the policy was looked at: `basedOn`, or its ETag as If-Match. A change of somebody else is then not lost.":
    "请说明查看的是策略的哪个版本：用 `basedOn`，或把它的 ETag 写入 If-Match。这样不会丢失别人的改动。",
  "basedOn ({version}) and If-Match ({tagged}) say different versions.":
    "basedOn（{version}）与 If-Match（{tagged}）的版本不同。",
  "The path and the body say a different {field}.": "路径和正文中的 {field} 不一致。",
  "The policy was changed meanwhile: this change is based on version {basedOn}, the newest is {newest}. Look at that one and make the change again.":
    "策略刚刚被他人改动：这次修改基于版本 {basedOn}，最新版本是 {newest}。请查看最新版本，再做一次修改。",
  "The policy is not right:\n{problems}": "策略不符合要求：\n{problems}",
  "There is no version {version} of the policy, or it is no longer kept.": "没有策略的版本 {version}，或它已不再保留。",
  "Version {version} of the policy cannot be understood: {problems}. A newer version of this software may have written it.":
    "无法理解策略的版本 {version}：{problems}。它可能由较新版本的软件写入。",
  "Version {version} of the policy cannot be understood: {problems}. A newer version of this software may have written it: use that one, or save a whole policy in its place.":
    "无法理解策略的版本 {version}：{problems}。它可能由较新版本的软件写入：请使用那个版本，或保存一份完整的策略来取代它。",
  "The policy cannot be read, and without it nothing is served.": "无法读取策略，在此之前不提供任何服务。",
  "The policy cannot be read, and without it nothing is served. {reason}":
    "无法读取策略，在此之前不提供任何服务。{reason}",
  "A position is a whole number from 0, which is the first place.": "位置是从 0 开始的整数，0 表示第一位。",
  'There is no {word} "{name}". There are: none.': "没有名为“{name}”的{word}。目前一个也没有。",
  'There is no {word} "{name}". There are: {known}.': "没有名为“{name}”的{word}。现有：{known}。",
  "Give either a policy or a rule to try.": "请给出一份策略或一条规则来试算，二者选一。",
  "There is no tool of this name.": "没有这个名称的工具。",

  // Trying a tool
  "There is no tool of this name for you, or not in this toolset.": "没有你可用的同名工具，或它不在这个工具集中。",
  "This tool asks its client a question, which the console cannot answer. Call it from an MCP client.":
    "这个工具会向客户端提问，控制台无法回答。请从 MCP 客户端调用它。",
  "Too many calls at once. Try again in a few seconds.": "同时进行的调用过多，请过几秒再试。",

  // Approvals
  "There is no approval {id}.": "没有审批 {id}。",
  "More than one approval begins with {id}. Give more of its id.": "以 {id} 开头的审批不止一条，请给出更长的标识。",
  "There is no grant {id}.": "没有授权 {id}。",
  "There is no standing grant {id}.": "没有持续授权 {id}。",
  "More than one grant begins with {id}. Give more of its id.": "以 {id} 开头的授权不止一项，请给出更长的标识。",
  "Nobody approves their own call. Somebody else has to decide about it.":
    "任何人都不能批准自己的调用，需要由别人来决定。",
  "A refusal needs a reason: the caller is told it.": "拒绝时必须写明理由，调用方会看到。",
  "A reason has at most {max} characters.": "理由最多 {max} 个字符。",
  "A consent for some time is for up to {max} minutes.": "限时的授权最长 {max} 分钟。",
  "This approval is not waiting any more: it is {word}.": "这条审批已不在等待中，当前状态：{word}。",
  "This approval is not waiting any more: it is {word}, decided by {who}.":
    "这条审批已不在等待中，当前状态：{word}，由 {who} 决定。",
  "The audit cannot be written, so nothing was decided. Try again in a moment.":
    "无法写入审计记录，因此没有作出任何决定。请稍后重试。",
  "The decision holds, but it could not be recorded: {reason}": "决定已生效，但没能记录下来：{reason}",
  "`before` is the id of an approval.": "`before` 是一条审批的标识。",
  "The tool or the policy is changing right now. Call again in a moment.": "工具或策略正在变化，请稍后再次调用。",
  "{count} calls of this caller wait for approval already. Wait until some of them are decided.":
    "该调用者已有 {count} 次调用在等待审批。请等其中一些有了决定。",
  "Calls with this idempotency key come and go. Call again in a moment.":
    "使用这个幂等键的调用正在不断变化，请稍后再次调用。",

  // Why a call is decided as it is
  'the rule "{id}" allows it.': "规则“{id}”允许它。",
  'the rule "{id}" ({description}) allows it.': "规则“{id}”（{description}）允许它。",
  'the rule "{id}" refuses it.': "规则“{id}”拒绝它。",
  'the rule "{id}" ({description}) refuses it.': "规则“{id}”（{description}）拒绝它。",
  'the rule "{id}" asks for approval.': "规则“{id}”要求审批。",
  'the rule "{id}" ({description}) asks for approval.': "规则“{id}”（{description}）要求审批。",
  "tools that only read are allowed unless a rule says otherwise.": "只读的工具默认允许，规则另有规定的除外。",
  "tools that only read are refused unless a rule says otherwise.": "只读的工具默认拒绝，规则另有规定的除外。",
  "tools that only read need approval unless a rule says otherwise.": "只读的工具默认需要审批，规则另有规定的除外。",
  "tools that write are allowed unless a rule says otherwise.": "会写入的工具默认允许，规则另有规定的除外。",
  "tools that write are refused unless a rule says otherwise.": "会写入的工具默认拒绝，规则另有规定的除外。",
  "tools that write need approval unless a rule says otherwise.": "会写入的工具默认需要审批，规则另有规定的除外。",
  "tools that may destroy are allowed unless a rule says otherwise.":
    "可能造成破坏的工具默认允许，规则另有规定的除外。",
  "tools that may destroy are refused unless a rule says otherwise.":
    "可能造成破坏的工具默认拒绝，规则另有规定的除外。",
  "tools that may destroy need approval unless a rule says otherwise.":
    "可能造成破坏的工具默认需要审批，规则另有规定的除外。",

  // Activity
  "There is no call with this id. It may be older than what is kept.": "没有这个标识的调用。它可能早于保留期限。",
  "There is no entry with this id. It may be older than what is kept.": "没有这个标识的记录。它可能早于保留期限。",
  "The search took too long. Narrow it: a shorter time, a tool, a rarer word.":
    "搜索用时过长。请缩小范围：缩短时间、指定工具，或换更少见的词。",
  "Search for 1 to {max} words of letters and digits.": "请搜索 1 到 {max} 个由字母和数字组成的词。",
  "`before` is the id of a row: the last one of the page before.": "`before` 是一条记录的标识：上一页的最后一条。",
  "`{name}` is a moment in milliseconds since 1970.": "`{name}` 是一个时刻，以 1970 年以来的毫秒数表示。",
  "A histogram has at most {max} buckets; use longer ones.": "直方图最多 {max} 段，请加长每段的时间。",
  "The audit's chain changes while it is written to.": "审计记录的链条在写入时发生了变化。",
  "The call could not be recorded. {reason}": "没能记录这次调用。{reason}",
  "Too many calls are waiting for the database.": "等待数据库的调用过多。",
  "The log says why.": "原因见服务器日志。",

  // Sessions
  "Nothing of this is open any more.": "这些会话都已经结束了。",
  "A stdio session belongs to the client that started the process: end it there.":
    "stdio 会话属于启动该进程的客户端：请在那里结束它。",
  "There is no other process.": "没有其他进程。",
  "The process that this is for is not there any more.": "对应的进程已经不在了。",
  "Too many questions to other processes wait for their answer.": "等待其他进程应答的请求过多。",

  // Credentials
  "A credential's name is 1–64 of `a–z 0–9 _ - .`, such as github_token.":
    "凭据的名称由 1–64 个 `a–z 0–9 _ - .` 组成，例如 github_token。",
  "A principal is key:<id or name>, oauth:<subject>, user:<id> or local. Leave it out for a credential that all share.":
    "调用者写作 key:<id 或名称>、oauth:<主体>、user:<id> 或 local。所有人共用的凭据请不要填写。",
  "A credential cannot be empty.": "凭据不能为空。",
  "A credential may have at most {max} characters.": "凭据最多 {max} 个字符。",
  "A credential has to be text: this one holds half a character.": "凭据必须是有效的文本：其中有半个字符。",
  'There is no credential "{name}" that is shared by all.': "没有名为“{name}”的共用凭据。",
  'There is no credential "{name}" of {owner}.': "{owner} 没有名为“{name}”的凭据。",
  "Credentials are encrypted with SECRET_KEY, which is not set: nobody could read them after a restart. Set the same SECRET_KEY for every process.":
    "凭据用 SECRET_KEY 加密，但它还没有设置：重启后谁也读不出来。请为所有进程设置同一个 SECRET_KEY。",
  'The credential "{name}" was encrypted with a SECRET_KEY that this process does not have; set SECRET_KEYS_OLD, or store it again: mcp-tools credentials set {again}':
    "凭据“{name}”加密所用的 SECRET_KEY 不在当前进程中。请设置 SECRET_KEYS_OLD，或重新保存：mcp-tools credentials set {again}",
  'The credential "{name}" is not what was stored under this name: its row was changed or moved. Store it again: mcp-tools credentials set {again}':
    "凭据“{name}”与保存时不一致：它的记录被改动或移动过。请重新保存：mcp-tools credentials set {again}",
  "The key in {path} can be neither read nor made. Give this user the folder DATA_DIR, or set SECRET_KEY.":
    "{path} 中的密钥既不能读取，也不能创建。请让当前用户可以使用 DATA_DIR 目录，或设置 SECRET_KEY。",
  "{path} does not hold a key. Remove the file, and a new one is made.":
    "{path} 中没有密钥。请删除这个文件，系统会新建一个。",

  // The configuration file
  "The configuration file is not right:\n{problems}": "配置文件不符合要求：\n{problems}",
  "The file uses too many aliases, or aliases of themselves.": "文件使用的别名过多，或别名引用了自身。",
  "The file says nothing about the policy.": "文件中没有关于策略的内容。",
  "The file names keys, which this process does not keep.": "文件中列出了密钥，但当前进程不管理密钥。",

  // The database and Redis
  "The database is not available ({problems}). Try again in a moment.": "数据库不可用（{problems}）。请稍后重试。",
  "The database is closed: the process is shutting down.": "数据库已关闭：进程正在退出。",
  "The database is not waited for any more.": "已不再等待数据库。",
  "The database at {location} cannot be used. {reason}": "无法使用 {location} 处的数据库。{reason}",
  "The database at {location} cannot be used ({code}). {reason}": "无法使用 {location} 处的数据库（{code}）。{reason}",
  "The password was refused. Correct DATABASE_URL.": "密码被拒绝。请更正 DATABASE_URL。",
  "The user was refused. Correct DATABASE_URL, or the server's pg_hba.conf.":
    "用户被拒绝。请更正 DATABASE_URL，或数据库服务器的 pg_hba.conf。",
  "There is no such database. Create it, or correct DATABASE_URL.": "没有这个数据库。请创建它，或更正 DATABASE_URL。",
  "The user may not create tables there. Make it the owner of the database.":
    "该用户不能在那里建表。请让它成为数据库的所有者。",
  "Start it, or correct DATABASE_URL; without DATABASE_URL an embedded database is used.":
    "请启动它，或更正 DATABASE_URL；不设置 DATABASE_URL 时使用内置数据库。",
  "The database does not answer yet.": "数据库还没有应答。",
  "The database answers with an error.": "数据库返回了错误。",
  "The server cannot reach Redis, where its sessions are. Try again in a moment.":
    "服务器无法连接保存会话的 Redis，请稍后重试。",
  "Redis does not answer.": "Redis 没有应答。",
};
