/** What checking the audit's chain can find, in Chinese; `{name}` stands for a value, as in `refusalsZh`. */
export const findingsZh: Readonly<Record<string, string>> = {
  "What retention has removed is not vouched for by a key that is known here: somebody else may have removed it. (When SECRET_KEY was set after that, this ends with the next week that retention removes.)":
    "到期清除的部分没有这里已知的密钥作证，可能是别人删除的。（如果 SECRET_KEY 是在那之后才设置的，下一次按周清除后就不再有这一条。）",
  "The block {number} ({count} {word}, {time}) is not sealed, though earlier ones are.":
    "区块 {number}（{count} {word}，{time}）没有封印，而更早的区块有。",
  "The block {number} ({count} {word}, {time}), and maybe others, cannot be checked: they are sealed with the key {key}, which is unknown here. Set SECRET_KEY, or SECRET_KEYS_OLD, to what it was.":
    "区块 {number}（{count} {word}，{time}）无法校验，可能还有其他区块：封印它们的密钥 {key} 在这里是未知的。请把 SECRET_KEY 或 SECRET_KEYS_OLD 设为当时的值。",
  "The block {number} ({count} {word}, {time}) was changed: its hash is wrong.":
    "区块 {number}（{count} {word}，{time}）被改动过：它的哈希不对。",
  "The block {number} ({count} {word}, {time}) is sealed without a key, though earlier ones have one: a process ran without SECRET_KEY, or somebody else wrote it.":
    "区块 {number}（{count} {word}，{time}）封印时没有用密钥，而更早的区块有：可能有进程运行时没有 SECRET_KEY，或是别人写入的。",
  "What came before the block {number} ({count} {word}, {time}) is not known.":
    "不知道区块 {number}（{count} {word}，{time}）之前是什么。",
  "Block {previous} is missing: the block {number} ({count} {word}, {time}) leads on from it.":
    "缺少区块 {previous}：区块 {number}（{count} {word}，{time}）接在它之后。",
  "The block {number} ({count} {word}, {time}) does not lead on from block {previous}, as it should: one of them was replaced.":
    "区块 {number}（{count} {word}，{time}）没有按应有的顺序接在区块 {previous} 之后：其中一个被替换过。",
  "The block {number} ({count} {word}, {time}) is out of order in its chain.":
    "区块 {number}（{count} {word}，{time}）在它的链中顺序不对。",
  "All rows of the block {number} ({count} {word}, {time}) are missing.":
    "区块 {number}（{count} {word}，{time}）的所有行都不见了。",
  "Block {number}, which an earlier check saw as the end of a chain, is missing, and maybe others after it.":
    "先前的校验曾把区块 {number} 看作一条链的末端，现在它不见了，其后的区块可能也不见了。",
  "Block {number} is not the one that an earlier check saw: it was replaced.":
    "区块 {number} 不是先前的校验看到的那一个：它被替换过。",
  "The row {id} ({time}) names block {number}, which is missing: it was inserted by somebody else, or its block was removed.":
    "行 {id}（{time}）指向的区块 {number} 不存在：它是别人插入的，或者它的区块被删除了。",
  "The row {id} ({time}) does not belong to block {number}, which it names: it was inserted by somebody else, or its block was removed.":
    "行 {id}（{time}）并不属于它指向的区块 {number}：它是别人插入的，或者它的区块被删除了。",
  "Of the block {number} ({count} {word}, {time}) {missing} are missing.":
    "区块 {number}（{count} {word}，{time}）缺少 {missing} 行。",
  "The block {number} ({count} {word}, {time}) has {more} more than were sealed: they were inserted.":
    "区块 {number}（{count} {word}，{time}）比封印时多出 {more} 行：它们是后来插入的。",
  "Rows of the block {number} ({count} {word}, {time}) cannot be checked: a newer version of mcp-tools wrote them. Check with that one.":
    "区块 {number}（{count} {word}，{time}）中的行无法校验：它们由更新版本的 mcp-tools 写入，请用那个版本校验。",
  "Rows of the block {number} ({count} {word}, {time}) were changed.":
    "区块 {number}（{count} {word}，{time}）中的行被改动过。",
};
