// What the page itself says, in its languages.

const EN = {
  title: "Support report",
  skip: "To the numbers",
  period: "Period",
  presets: { all: "all", days7: "7 days", days28: "28 days", month: "last month", year: "12 months" },
  from: "from",
  to: "to",
  filters: { channel: "Channel", team: "Team", assignee: "Assignee", medium: "Medium", tags: "Tags" },
  all: "all",
  none: "(none)",
  native: "widget",
  addTag: "Add a tag (all must hold)",
  clock: { calendar: "all hours", operating: "operating hours" },
  wait: { platform: "wait as the platform counts", customer: "wait of the customer" },
  target: "Target",
  targets: [[30, "30 s"], [60, "1 min"], [180, "3 min"], [300, "5 min"], [600, "10 min"], [900, "15 min"], [1800, "30 min"], [3600, "1 h"], [7200, "2 h"], [14400, "4 h"], [28800, "8 h"], [86400, "24 h"]],
  reset: "Clear the filters",
  kpi: {
    chats: "Chats created", wait: "Wait for the first reply, median", wait90: "Wait for the first reply, 90 %", reply: "Reply time, median",
    within: "First reply within the target", resolution: "Resolution, median", reopened: "Reopened",
    contact: "Resolved at first contact", csat: "Satisfaction", backlog: "Open at the end",
  },
  of: (number) => `n = ${number.toLocaleString("en")}`,
  before: (value) => `before: ${value}`,
  noBefore: "no period before",
  charts: {
    daily: "Chats created", trend: "Wait for the first reply", spread: "How long customers waited", heat: "When chats are created",
    backlog: "Open at the end of the day", tags: "Tags", people: "Assignees", teams: "Teams", repliers: "Who replied", csat: "Satisfaction", list: "Behind the numbers",
  },
  hints: {
    daily: "Click a bar for its days alone.", spread: "Click a bar for its chats.", heat: "Click a cell for its hour alone.", csat: "Click a bar for its chats.",
    tags: "Click a tag to ask for it.", people: "Click a name to ask for it.", teams: "Click a name to ask for it.",
  },
  units: { day: "by day", week: "by week", month: "by month" },
  median: "median",
  p90: "90 %",
  chats: "chats",
  weekdays: ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
  members: ["name", "chats", "waits", "median", "90 %", "within target", "reply, median", "resolution, median", "satisfaction"],
  repliers: ["name", "replies", "median", "90 %"],
  list: ["chat", "date", "assignee", "team", "tags", "value"],
  lists: { slowest: "The longest waits", between: (low, high) => `Waits from ${low} to ${high}`, score: (score) => `Scores of ${score}` },
  backToSlowest: "The longest waits again",
  older: "older",
  command: "Export these chats (by the day they were created, and by whose they are now)",
  copy: "Copy",
  copied: "Copied",
  sentence: "Shown:",
  everything: "everything",
  tagged: (tags) => `tagged ${tags.join(" and ")}`,
  on: (weekday) => `on ${weekday}`,
  at: (hour) => `${hour}:00–${hour}:59`,
  notes: [
    "A chat counts on the day it was created, a wait and a reply when the reply was sent (in the hour of the question), a resolution when the cycle was closed, a score when it was given; for the assignee and the team that had the chat then.",
    "A wait is that for the first reply of a cycle: from the customer's first unanswered message, not before the chat was opened, to the reply. The customer's wait begins at that message in any case. Within operating hours only replies that were sent in them count as replies; waits count all.",
    "Durations are cut to whole seconds; medians and percentiles are exact but for that, interpolated between neighbours. Within the target means: shorter than it.",
    "The backlog is counted at the end of each day, whatever the period, the weekday and the hour.",
    "The platform's own statistics page counts from managedAt since 2026-01-29, which neither snoozes nor reopenings renew; this page counts each cycle from its opening.",
  ],
  definitions: "How this is counted",
  built: (at, version) => `As of the build of ${at} UTC, made by wh ${version}.`,
  masked: "Names of people are replaced.",
  licences: "Licences of what is built in",
  seconds: (value) => {
    if (value == null) return "–";
    if (value < 60) return `${Math.floor(value)} s`;
    if (value < 3600) return `${Math.floor(value / 60)} min ${String(Math.floor(value % 60)).padStart(2, "0")} s`;
    if (value < 172_800) return `${Math.floor(value / 3600)} h ${String(Math.floor((value % 3600) / 60)).padStart(2, "0")} min`;
    return `${(value / 86_400).toFixed(1)} days`;
  },
};

const JA = {
  ...EN,
  title: "接客レポート",
  skip: "数字へ",
  period: "期間",
  presets: { all: "全期間", days7: "7 日間", days28: "28 日間", month: "先月", year: "12 か月" },
  from: "開始",
  to: "終了",
  filters: { channel: "チャネル", team: "チーム", assignee: "担当者", medium: "連絡手段", tags: "タグ" },
  all: "すべて",
  none: "（なし）",
  native: "ウィジェット",
  addTag: "タグを追加（すべて付いているもの）",
  clock: { calendar: "全時間", operating: "営業時間内" },
  wait: { platform: "プラットフォームの数え方", customer: "お客様が待った時間" },
  target: "目標",
  targets: [[30, "30 秒"], [60, "1 分"], [180, "3 分"], [300, "5 分"], [600, "10 分"], [900, "15 分"], [1800, "30 分"], [3600, "1 時間"], [7200, "2 時間"], [14400, "4 時間"], [28800, "8 時間"], [86400, "24 時間"]],
  reset: "絞り込みを解除",
  kpi: {
    chats: "作成チャット数", wait: "最初の返信までの待ち時間（中央値）", wait90: "最初の返信までの待ち時間（90 %）", reply: "返信時間（中央値）",
    within: "目標内の最初の返信", resolution: "解決時間（中央値）", reopened: "再開の割合", contact: "初回解決率", csat: "満足度", backlog: "期末に対応中",
  },
  of: (number) => `n = ${number.toLocaleString("ja")}`,
  before: (value) => `前の期間：${value}`,
  noBefore: "前の期間なし",
  charts: {
    daily: "作成チャット数", trend: "最初の返信までの待ち時間", spread: "待ち時間の分布", heat: "チャットが作成された時間帯",
    backlog: "日末に対応中", tags: "タグ", people: "担当者", teams: "チーム", repliers: "返信した人", csat: "満足度", list: "数字のもとになったチャット",
  },
  hints: {
    daily: "棒を押すと、その日だけになります。", spread: "棒を押すと、そのチャットを表示します。", heat: "マスを押すと、その時間だけになります。", csat: "棒を押すと、そのチャットを表示します。",
    tags: "タグを押すと、それで絞り込みます。", people: "名前を押すと、それで絞り込みます。", teams: "名前を押すと、それで絞り込みます。",
  },
  units: { day: "日ごと", week: "週ごと", month: "月ごと" },
  median: "中央値",
  p90: "90 %",
  chats: "件",
  weekdays: ["月", "火", "水", "木", "金", "土", "日"],
  members: ["名前", "作成", "待ち", "中央値", "90 %", "目標内", "返信 中央値", "解決 中央値", "満足度"],
  repliers: ["名前", "返信", "中央値", "90 %"],
  list: ["チャット", "日付", "担当者", "チーム", "タグ", "値"],
  lists: { slowest: "待ち時間の長い順", between: (low, high) => `待ち時間 ${low} 〜 ${high}`, score: (score) => `${score} 点のもの` },
  backToSlowest: "待ち時間の長い順に戻す",
  older: "古いチャット",
  command: "このチャットを書き出す（作成日と今の担当で選びます）",
  copy: "コピー",
  copied: "コピーしました",
  sentence: "表示中：",
  everything: "すべて",
  tagged: (tags) => `タグ ${tags.join(" かつ ")}`,
  on: (weekday) => `${weekday}曜`,
  at: (hour) => `${hour} 時台`,
  notes: [
    "チャットは作成された日、待ちと返信は返信が送られた時（時間帯は質問の時刻）、解決はサイクルが終了した時、満足度は回答された時に、その時点の担当者とチームに数えます。",
    "待ち時間は、サイクルの最初の返信まで。返信されていない最初のメッセージから（チャットが開かれる前は含めず）返信までです。「お客様が待った時間」は必ずそのメッセージから数えます。営業時間内では、返信は営業時間内に送られたものだけ、待ちはすべて数えます。",
    "時間は秒に切り捨て。中央値とパーセンタイルは、その点を除き正確で、隣り合う値の間を補間します。「目標内」は目標より短いもの。",
    "「対応中」は各日の終わりに数え、期間・曜日・時間帯の絞り込みには関係しません。",
    "プラットフォームの統計ページは 2026-01-29 から managedAt（保留や再開で更新されない）を起点に数えます。このページは各サイクルを開始日時から数えます。",
  ],
  definitions: "数え方",
  built: (at, version) => `${at}（UTC）の作成時点。wh ${version} で作成。`,
  masked: "人の名前は置き換えてあります。",
  licences: "組み込まれたもののライセンス",
  seconds: (value) => {
    if (value == null) return "–";
    if (value < 60) return `${Math.floor(value)} 秒`;
    if (value < 3600) return `${Math.floor(value / 60)} 分 ${String(Math.floor(value % 60)).padStart(2, "0")} 秒`;
    if (value < 172_800) return `${Math.floor(value / 3600)} 時間 ${String(Math.floor((value % 3600) / 60)).padStart(2, "0")} 分`;
    return `${(value / 86_400).toFixed(1)} 日`;
  },
};

export const words = { en: EN, ja: JA }[document.documentElement.lang] ?? EN;
