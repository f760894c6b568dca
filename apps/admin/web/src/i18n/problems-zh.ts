/** What the server finds wrong at a place of what it was given, in Chinese; `{name}` stands for a value, as in `refusalsZh`. */
export const problemsZh: Readonly<Record<string, string>> = {
  // Of requests
  "Invalid input: expected {type}, received undefined": "缺少此项，应为 {type}",
  "Invalid input: expected {type}, received {given}": "应为 {type}，收到的是 {given}",
  "Invalid input: expected {value}": "必须是 {value}",
  "Invalid input": "不符合要求",
  "Invalid discriminator value. Expected {values}": "必须是其中之一：{values}",
  "Invalid string: must match pattern {pattern}": "格式必须符合 {pattern}",
  "Invalid email address": "不是有效的邮箱地址",
  "Invalid option: expected one of {options}": "必须是其中之一：{options}",
  "Unrecognized key: {names}": "没有这个字段：{names}",
  "Unrecognized keys: {names}": "没有这些字段：{names}",
  "Too small: expected string to have >={min} characters": "至少需要 {min} 个字符",
  "Too big: expected string to have <={max} characters": "最多 {max} 个字符",
  "Too small: expected array to have >={min} items": "至少需要 {min} 项",
  "Too big: expected array to have <={max} items": "最多 {max} 项",
  "Too small: expected number to be >={min}": "不能小于 {min}",
  "Too big: expected number to be <={max}": "不能大于 {max}",
  "Too small: expected number to be >{min}": "必须大于 {min}",
  "Too big: expected int to be <={max}": "不能大于 {max}",
  "is no id": "不是标识",
  "a path of the console": "必须是控制台内的路径",
  "`to` must be after `from`": "`to` 必须晚于 `from`",
  "At most {max} buckets: take a larger `stepMs`": "最多 {max} 段：请加大 `stepMs`",

  // Of keys
  "must have 1 to 64 letters, digits, dots, underscores or hyphens": "须为 1 到 64 个字母、数字、点、下划线或连字符",
  "looks like a key itself; it is what people see, so choose another one": "看起来就是一个密钥；名称人人可见，请换一个",
  "looks like an id; choose another one": "看起来像一个 id，请换一个名称",
  "must be the name of a toolset: lower case letters, digits, `-`": "必须是工具集的名称：小写字母、数字和 `-`",
  "must be the name of a tool, or a pattern with `*` for any run of characters":
    "必须是工具名，或用 `*` 代表任意字符的模式",
  "must be the id of a person, `user:…`": "必须是人员的标识，形如 `user:…`",
  "must lie in the future": "必须在将来",

  // Of the policy and the configuration file
  "and {count} more": "另有 {count} 处",
  "is not a field that is known here": "这里没有这个字段",
  "is empty": "不能为空",
  "is empty: leave it out": "不能为空：请去掉这一项",
  "is empty: leave it out to mean all": "不能为空：去掉这一项表示全部",
  "is empty: leave it out to mean everyone": "不能为空：去掉这一项表示所有人",
  "is empty: leave it out, or name one of read, write, destructive":
    "不能为空：请去掉这一项，或写 read、write、destructive 之一",
  "is empty: nothing would ever fit": "不能为空：否则什么也不会符合",
  "is longer than {max} characters": "超过 {max} 个字符",
  "it is longer than {max} characters": "文件超过 {max} 个字符",
  "has more than {max} entries": "超过 {max} 项",
  "has more than {max} rules": "规则超过 {max} 条",
  "has more than {max} toolsets": "工具集超过 {max} 个",
  "has more than {max} tools": "工具超过 {max} 个",
  "has more than {max} keys": "密钥超过 {max} 个",
  "has more than {max} values": "值超过 {max} 个",
  'is taken: there is a {word} "{name}" already': "已被使用：已有名为“{name}”的{word}",
  "must be 1–64 lower case letters, digits and `-`, as in a URL": "须为 1–64 个小写字母、数字和 `-`，与网址中一样",
  "must be 1–128 letters, digits, `_`, `-` or `.`": "须为 1–128 个字母、数字、`_`、`-` 或 `.`",
  "must be 1–128 letters, digits, `.`, `_` or `-`": "须为 1–128 个字母、数字、`.`、`_` 或 `-`",
  "must have 1 to 64 letters, digits, `.`, `_` or `-`": "须为 1 到 64 个字母、数字、`.`、`_` 或 `-`",
  "must be at least {min}": "不能小于 {min}",
  "must be at least {min}: the notice has to fit": "不能小于 {min}：要放得下提示",
  "must be at most {max}": "不能大于 {max}",
  "must be 1, the version of this format": "必须是 1，即这种格式的版本",
  "must be a day (2027-12-31) or a moment with its zone (2027-12-31T18:00:00Z)":
    "必须是日期（2027-12-31），或带时区的时刻（2027-12-31T18:00:00Z）",
  "is not a JSON Pointer (RFC 6901): empty, or `/` and names, as in `/path` or `/edits/0/newText`":
    "不是 JSON Pointer（RFC 6901）：应为空，或由 `/` 和名称组成，例如 `/path` 或 `/edits/0/newText`",
  "needs exactly one of {names}; it has none": "必须有且只有 {names} 之一；现在没有",
  "needs exactly one of {names}; it has {given}": "必须有且只有 {names} 之一；现在有 {given}",
  "cannot be given for a pattern ({pattern}), which stands for several tools":
    "不能用于模式（{pattern}），因为它代表多个工具",
  'would be the second one called "{name}" in this toolset: give it a name of its own':
    "在这个工具集中与另一个“{name}”重名：请给它单独的名称",
  "is missing, or is not JSON": "缺少此项，或不是 JSON",
  "is not a number that JSON knows": "不是 JSON 能表示的数",
  "is nested deeper than {max} levels": "嵌套超过 {max} 层",
  "may not have a property `__proto__`": "不能有属性 `__proto__`",
  "is more than {max} levels deep": "嵌套超过 {max} 层",
  "has a value of type {type}, which JSON does not know": "含有 {type} 类型的值，JSON 没有这种类型",
  "has the number {number}, which JSON cannot write": "含有 JSON 无法表示的数 {number}",
  "has text that is not well-formed Unicode": "含有无效的 Unicode 文本",
  "has an object that is more than its properties": "含有不只由属性组成的对象",

  // Of the database
  "it cannot be reached": "无法连接",
  "the connection was lost": "连接已断开",
  "it does not answer": "没有应答",
  "it takes too long": "用时过长",
  "it refuses to serve": "拒绝服务",
  "it cannot be reached: {code}": "无法连接：{code}",
  "the connection was lost: {code}": "连接已断开：{code}",
  "it does not answer: {code}": "没有应答：{code}",
  "it takes too long: {code}": "用时过长：{code}",
  "it refuses to serve: {code}": "拒绝服务：{code}",
};

/** The server's words for places that have no name of their own. */
export const placesZh: Readonly<Record<string, string>> = { request: "请求", "the key": "密钥" };
